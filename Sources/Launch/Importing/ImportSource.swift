internal import FoundationEssentials
internal import Glibc

/// Something to import from, as it was named on the command line.
struct ImportSource: Sendable {
    enum Kind: Sendable {
        /// A file with one candidate a line.
        case lines
        /// Folders of one person each.
        case folders([String])
    }

    let path: String
    let kind: Kind
    /// Bytes in all, for the progress bar.
    let byteCount: Int

    static let document = "candidate.json"

    /// - Throws: exit code 65 when there is nothing to import.
    init(_ path: String) throws {
        guard let status = Self.status(path) else {
            throw LaunchFailure(.badInput, "There is nothing at \(path).")
        }
        self.path = path
        guard status.isDirectory else {
            (kind, byteCount) = (.lines, status.size)
            return
        }
        let folders =
            Self.status("\(path)/\(Self.document)") != nil
            ? [path]
            : Self.names(in: path).map { "\(path)/\($0)" }.filter { Self.status($0)?.isDirectory ?? false }
        guard folders.contains(where: { Self.status("\($0)/\(Self.document)") != nil }) else {
            throw LaunchFailure(
                .badInput, "\(path) is no person's folder (there is no candidate.json) and holds none.")
        }
        kind = .folders(folders)
        byteCount = folders.reduce(0) { $0 + Self.size(of: $1) }
    }

    /// Bytes of the files in a folder.
    static func size(of folder: String) -> Int {
        names(in: folder).reduce(0) { $0 + (status("\(folder)/\($1)")?.size ?? 0) }
    }

    /// The names in a folder, sorted; hidden ones left out.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func status(_ path: String) -> (isDirectory: Bool, size: Int)? {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return (isDirectory, size ?? 0)
    }
}
