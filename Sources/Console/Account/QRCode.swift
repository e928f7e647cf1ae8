internal import CQREncode

/// A QR code (ISO/IEC 18004) as the outline of its dark modules, for an inline SVG.
package struct QRCode: Sendable {
    /// Modules along one side, the quiet zone of four on each side included.
    package let size: Int
    /// `d` of a path, one unit a module.
    package let path: String

    private static let quietZone = 4

    /// `nil` when the text is too long for any code.
    package init?(_ text: String) {
        // Version 0: the smallest that holds the text.
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        guard let modules = code.pointee.data else { return nil }
        let width = Int(code.pointee.width)
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                // The lowest bit of a module is its colour.
                let start = column
                while column < width, modules[row * width + column] & 1 == 1 { column += 1 }
                let run = column - start
                if run > 0 { path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(run)v1h-\(run)z" }
                if run == 0 { column += 1 }
            }
        }
        self.path = path
        size = width + 2 * Self.quietZone
    }
}
