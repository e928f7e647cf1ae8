internal import Wire

/// One block of RFC 7468, read strictly: nothing before and nothing behind but white space.
struct PEMBlock {
    let label: String
    let der: [UInt8]

    init(parsing text: String) throws(JOSEFailure) {
        guard text.utf8.count <= 64 << 10 else { throw .key(.pem) }
        let lines = text.split(whereSeparator: \.isNewline).map(Self.trimmed).filter { !$0.isEmpty }
        guard lines.count >= 3, let first = lines.first, let last = lines.last,
            first.hasPrefix("-----BEGIN "), first.hasSuffix("-----"), first.count > 16
        else { throw .key(.pem) }
        let label = first.dropFirst(11).dropLast(5)
        guard last == "-----END \(label)-----" else { throw .key(.pem) }
        guard let der = Base64.decode(Array(lines.dropFirst().dropLast().joined().utf8)) else { throw .key(.pem) }
        self.label = String(label)
        self.der = der
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop { $0 == " " || $0 == "\t" }
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
        return line
    }
}
