internal import Foundation

/// A directory of a test's own, removed with the last one who holds it.
package final class DataDirectory: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.path + "/lethe-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What a power cut or `kill -9` at this moment would leave: every file as the kernel has it now.
    package func copied() throws -> DataDirectory {
        let copy = try DataDirectory()
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }

    /// Every file below it with its bytes.
    package func files() throws -> [(name: String, bytes: [UInt8])] {
        guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
        var files: [(String, [UInt8])] = []
        for case let name as String in names {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            files.append((name, try bytes(of: name)))
        }
        return files
    }

    package func bytes(of name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    package func size(of name: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (attributes?[.size] as? Int) ?? 0
    }
}
