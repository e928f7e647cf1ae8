internal import Domain
internal import FoundationEssentials
internal import Wire

/// Looks through every byte of files for what a person gave: the texts, and pieces of the pictures, in every form in
/// which they could have been left behind.
struct ResidueSearch: Sendable {
    /// What a search found.
    struct Result: Sendable {
        var fileCount = 0
        var byteCount = 0
        var found = 0
    }

    private let patterns: [[UInt8]]
    /// Patterns by their first two bytes, so that one pass looks for all of them.
    private let starts: [Int: [Int]]
    private let isStart: [Bool]

    var patternCount: Int { patterns.count }

    private static let slice = 64
    private static let largestFile = 1 << 30

    init(for person: SamplePerson) {
        var patterns: Set<[UInt8]> = []
        for text in person.telling {
            let plain = Array(text.utf8)
            patterns.formUnion(Self.forms(of: plain))
            patterns.insert(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            patterns.insert(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        }
        for picture in person.pictures.values where picture.count >= 8 * Self.slice {
            for part in 1...3 {
                let start = picture.count / 4 * part
                patterns.formUnion(Self.forms(of: Array(picture[start..<start + Self.slice])))
            }
        }
        self.patterns = Array(patterns)
        starts = Dictionary(grouping: self.patterns.indices) { [patterns = self.patterns] index in
            Int(patterns[index][0]) << 8 | Int(patterns[index][1])
        }
        isStart = (0..<65_536).map { [starts] in starts[$0] != nil }
    }

    /// As it is, in hexadecimal of both cases, and in base64 at each of the three places where it can begin.
    private static func forms(of bytes: [UInt8]) -> [[UInt8]] {
        let hexadecimal = Hexadecimal.text(bytes)
        let base64 = (0..<3).map { offset in
            // The first and the last characters depend on the neighbours.
            let text = Base64.encode([UInt8](repeating: 0, count: offset) + bytes)
            let (first, last) = ((offset * 8 + 5) / 6, (offset + bytes.count) * 8 / 6)
            return Array(text[first..<last])
        }
        return [bytes, Array(hexadecimal.utf8), Array(hexadecimal.uppercased().utf8)] + base64
    }

    /// Searches all files under a directory.
    func search(_ directory: String) -> Result {
        var result = Result()
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? [] {
            guard let bytes = SmallFile.bytes("\(directory)/\(name)", limit: Self.largestFile) else { continue }
            result.fileCount += 1
            result.byteCount += bytes.count
            result.found += count(in: bytes)
        }
        return result
    }

    /// How many of the patterns stand in `bytes`.
    func count(in bytes: [UInt8]) -> Int {
        var found = [Bool](repeating: false, count: patterns.count)
        bytes.withUnsafeBytes { bytes in
            for place in 0..<max(0, bytes.count - 1) {
                let start = Int(bytes[place]) << 8 | Int(bytes[place + 1])
                guard isStart[start], let candidates = starts[start] else { continue }
                for index in candidates where !found[index] {
                    let pattern = patterns[index]
                    guard place + pattern.count <= bytes.count else { continue }
                    found[index] = bytes[place..<place + pattern.count].elementsEqual(pattern)
                }
            }
        }
        return found.count { $0 }
    }

    /// All patterns one after the other: what a search must find.
    var control: [UInt8] { Array(patterns.joined(separator: Array("\n--\n".utf8))) }
}
