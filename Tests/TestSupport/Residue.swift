internal import Domain
internal import Foundation

/// Searches files for what must not be there any more, in every form in which programs write text down.
package enum Residue {
    /// How often any form of any marker stands in the directory's files, by file and form.
    package static func occurrences(of markers: [[UInt8]], in directory: DataDirectory) throws -> [String] {
        let forms = markers.flatMap(forms(of:))
        return try directory.files().flatMap { file -> [String] in
            let bytes = Data(file.bytes)
            return forms.filter { bytes.range(of: Data($0.bytes)) != nil }.map { "\(file.name): \($0.name)" }
        }
    }

    /// The marker as it is, in UTF-16, hexadecimal, and base64 wherever it may begin.
    package static func forms(of marker: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        let hexadecimal = Hexadecimal.text(marker)
        var forms: [(String, [UInt8])] = [
            ("plain", marker),
            ("UTF-16LE", marker.flatMap { [$0, 0] }),
            ("UTF-16BE", marker.flatMap { [0, $0] }),
            ("hexadecimal", Array(hexadecimal.utf8)),
            ("HEXADECIMAL", Array(hexadecimal.uppercased().utf8)),
        ]
        for alignment in 0..<3 {
            let text = Data([UInt8](repeating: 0, count: alignment) + marker).base64EncodedString()
            // The first and the last digits depend on the neighbours; those between are the marker's own.
            let first = alignment == 0 ? 0 : alignment + 1
            let last = (alignment + marker.count) * 8 / 6
            forms.append(("base64 at \(alignment)", Array(text.utf8)[first..<last].map { $0 }))
        }
        return forms
    }
}
