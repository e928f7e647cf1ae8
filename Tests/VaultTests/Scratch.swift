import Domain
import Foundation
import Synchronization
import Testing
import Vault

/// A temporary directory with a key store of its own, gone when the last one who holds it lets go.
final class Scratch: Sendable {
    let path: String
    let random = Seeded.source(1)

    var directory: String { path + "/keystore" }
    var keys: String { directory + "/keys.bin" }
    var secret: String { directory + "/epoch.secret" }

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/vault-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func makeStore(_ rootKey: RootKey? = nil) throws -> KeyStore {
        try KeyStore.create(in: directory, rootKey: rootKey ?? Scratch.rootKey, random: random)
        return try open(rootKey)
    }

    func open(_ rootKey: RootKey? = nil) throws -> KeyStore {
        try KeyStore.open(in: directory, rootKey: rootKey ?? Scratch.rootKey, random: random)
    }

    /// Opens it as soon as the last one lets it go: a store that was written to is held by its writer for a moment longer.
    func reopen() throws -> KeyStore {
        while failure({ _ = try open() })?.isLocked == true { usleep(1000) }
        return try open()
    }

    func bytes(_ file: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: file))) }

    func write(_ bytes: [UInt8], to file: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    /// Every file and its bytes.
    func contents() throws -> [String: [UInt8]] {
        guard let names = FileManager.default.enumerator(atPath: path) else { return [:] }
        var contents: [String: [UInt8]] = [:]
        for case let name as String in names { contents[name] = (try? bytes(path + "/" + name)) ?? [] }
        return contents
    }

    static var rootKey: RootKey {
        get throws { try RootKey(bytes: Array(0..<32)) }
    }

    static let record = RecordID(stored: "0123456789abcdef01234567")
    static let otherRecord = RecordID(stored: "0123456789abcdef01234568")
}

/// Repeatable randomness.
enum Seeded {
    /// SplitMix64 from a seed.
    static func source(_ seed: UInt64) -> RandomSource {
        let state = StateBox(seed)
        return RandomSource { count in (0..<count).map { _ in state.next() } }
    }

    /// The bytes 0, 1, 2, …, over and over.
    static func counting() -> RandomSource {
        let state = StateBox(0)
        return RandomSource { count in (0..<count).map { _ in state.count() } }
    }

    private final class StateBox: Sendable {
        private let state: Mutex<UInt64>

        init(_ seed: UInt64) { state = Mutex(seed) }

        func next() -> UInt8 {
            state.withLock { state in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }

        func count() -> UInt8 {
            state.withLock { state in
                defer { state += 1 }
                return UInt8(truncatingIfNeeded: state)
            }
        }
    }
}

/// The failure that `body` ends with.
func failure(_ body: () throws -> Void) -> VaultFailure? {
    do {
        try body()
        return nil
    } catch {
        return error as? VaultFailure
    }
}

/// The same for what waits.
func laterFailure(_ body: () async throws -> Void) async -> VaultFailure? {
    do {
        try await body()
        return nil
    } catch {
        return error as? VaultFailure
    }
}

/// How often `needle` stands in `hay`.
func occurrences(of needle: [UInt8], in hay: [UInt8]) -> Int {
    var (count, from) = (0, Data(hay)[...])
    while let found = from.range(of: Data(needle)) {
        count += 1
        from = from[(found.lowerBound + 1)...]
    }
    return count
}
