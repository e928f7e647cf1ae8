internal import Glibc
package import JOSE
internal import Wire

/// The API key. It comes from a file only, and goes nowhere but into the header of a request.
package struct APIKeyText: Sendable, Discreet {
    let text: String

    /// - Throws: `unusableKey` when the file can't be read or holds something else than one key.
    package init(file path: String) throws(ExtractionFailure) {
        guard let bytes = KeyFile.bytes(path) else {
            throw ExtractionFailure(.unusableKey, "The key file \(path) can't be read.")
        }
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard text.count == 1, let key = text.first, (8...512).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw ExtractionFailure(.unusableKey, "The key file \(path) must hold one API key and nothing else.")
        }
        self.text = String(key)
    }
}

/// The receiver's private keys.
package enum ReceiverKeys {
    /// Reads a private JWK, a set of them, or PEM.
    package static func read(_ path: String) throws(ExtractionFailure) -> KeySet {
        guard let bytes = KeyFile.bytes(path) else {
            throw ExtractionFailure(.unusableKey, "The receiver key \(path) can't be read.")
        }
        do throws(JOSEFailure) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("-----BEGIN") else { return try KeySet(parsing: bytes) }
            return try KeySet([PrivateJWK(pem: text)])
        } catch {
            throw ExtractionFailure(.unusableKey, "The receiver key \(path) can't be used. \(error)")
        }
    }
}

/// Small files with secrets in them.
package enum KeyFile {
    private static let largest = 64 << 10

    static func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return try? Descriptor.readAll(descriptor, limit: largest)
    }

    /// A warning when others than the owner may do something with a file; `nil` when all is well.
    package static func concern(_ path: String, what: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return "Warning: \(what) \(path) is open to others (mode \(mode)). Take their rights away: chmod go= \(path)"
    }
}
