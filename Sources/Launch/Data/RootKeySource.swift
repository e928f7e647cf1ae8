internal import Glibc
internal import Vault

/// Where the root key comes from.
enum RootKeySource: Sendable {
    case file(String)
    /// From the environment; taken out of it already.
    case environment(RootKey)
    case command(String)
    /// The one Lethe made itself, beside the keys it protects.
    case keystore(String)

    private static let variable = "LETHE_ROOT_KEY"

    /// Whether a first start may make the key itself.
    var mayBeMade: Bool {
        if case .keystore = self { true } else { false }
    }

    /// How the operator knows it.
    var name: String {
        switch self {
        case .file(let path): "the file \(path)"
        case .environment: "the environment variable \(Self.variable)"
        case .command: "the root key command"
        case .keystore(let path): path
        }
    }

    /// Reads the key that stands in the environment, and wipes it there: neither a child process nor a look into
    /// `/proc` finds it afterwards.
    static func takenFromEnvironment() throws -> RootKeySource? {
        guard let value = getenv(variable) else { return nil }
        let text = String(cString: value)
        memset(value, 0, strlen(value))
        unsetenv(variable)
        return .environment(try key(from: text, named: "the environment variable \(variable)"))
    }

    /// - Throws: exit code 78 when there is none, or it isn't one.
    func load() throws -> RootKey {
        switch self {
        case .environment(let key): return key
        case .command(let command): return try Self.key(from: try Self.output(of: command), named: name)
        case .file(let path), .keystore(let path):
            do {
                return try RootKey.load(file: path)
            } catch {
                throw LaunchFailure(error)
            }
        }
    }

    private static func key(from text: String, named name: String) throws -> RootKey {
        do {
            return try RootKey.read(fromHexOrBase64: text)
        } catch {
            throw LaunchFailure(.configuration, "What \(name) gives is no root key. \(error.message)")
        }
    }

    /// Runs the operator's command by `/bin/sh` and takes what it prints.
    private static func output(of command: String) throws -> String {
        guard let pipe = popen(command, "re") else {
            throw LaunchFailure(.configuration, "The root key command can't be started.")
        }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = fread(&bytes, 1, bytes.count, pipe)
        let status = pclose(pipe)
        defer { memset(&bytes, 0, bytes.count) }
        guard status == 0 else {
            throw LaunchFailure(.configuration, "The root key command failed. Nothing was opened.")
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}

extension LaunchFailure {
    /// What the Vault says of keys and their files.
    init(_ failure: VaultFailure) {
        if failure.isLocked {
            self.init(
                .unavailable,
                "Another lethe holds this data directory and does not answer: a command that is still at work, or a "
                    + "server that hangs.",
                isLocked: true)
        } else if failure.isMissingRootKey {
            self.init(
                .configuration,
                "\(failure.message) The data can only be opened with the root key that it was made with. Nothing was "
                    + "changed.")
        } else if failure.isIO {
            self.init(.inputOutput, "\(failure.operation): \(failure.reason ?? failure.message)")
        } else {
            self.init(.configuration, failure.message)
        }
    }
}
