/// What can go wrong in the Vault. It names files, slots and operations, never a key or a value.
package struct VaultFailure: Error, Hashable, Sendable {
    private enum Code: Hashable {
        case destroyed
        case tampered
        case locked
        case wrongRootKey
        case missingRootKey
        case absent
        case existing
        case format
        case inputOutput
        case busy
    }

    private let code: Code
    /// What was being done, such as `open sealed text`.
    package let operation: String
    /// A sentence for an operator. It may name a path or a slot number.
    package let message: String
    /// What the system said, where it said something.
    package let reason: String?

    private init(_ code: Code, _ operation: String, _ message: String, reason: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.reason = reason
    }

    /// The data key is gone: destroyed, or never written. What it sealed can't be opened by anyone.
    package var isDestroyed: Bool { code == .destroyed }
    /// Authentication failed: other bytes, another key, or another place than the data was sealed for.
    package var isTampered: Bool { code == .tampered }
    /// Another process holds the key store.
    package var isLocked: Bool { code == .locked }
    /// The root key isn't the one this key store was made with.
    package var isWrongRootKey: Bool { code == .wrongRootKey }
    /// There is no root key where one was expected.
    package var isMissingRootKey: Bool { code == .missingRootKey }
    /// A file of the key store is missing.
    package var isAbsent: Bool { code == .absent }
    /// There is something already where something new was to be made.
    package var isExisting: Bool { code == .existing }
    /// The system refused to read, write or sync. What was asked for must be taken as not done.
    package var isIO: Bool { code == .inputOutput }
    /// The data, a key's text or a file's mode isn't of the form it must have, or a caller broke a rule of the format.
    package var isFormat: Bool { code == .format }
    /// Too many wait for the same work.
    package var isBusy: Bool { code == .busy }
}

extension VaultFailure: CustomStringConvertible {
    package var description: String {
        "\(operation): \(message)" + (reason.map { " (\($0))" } ?? "")
    }
}

extension VaultFailure {
    static func destroyed(_ slot: SlotNumber, _ operation: String) -> VaultFailure {
        VaultFailure(.destroyed, operation, "The key in slot \(slot.value) is destroyed.")
    }

    static func tampered(_ operation: String) -> VaultFailure {
        VaultFailure(.tampered, operation, "The data does not authenticate: it was changed, or belongs elsewhere.")
    }

    static func locked(_ path: String) -> VaultFailure {
        VaultFailure(.locked, "lock the key store", "Another process holds \(path). Two must never share it.")
    }

    static func wrongRootKey(_ directory: String) -> VaultFailure {
        VaultFailure(
            .wrongRootKey, "open the key store",
            "The root key is not the one that \(directory) was made with. Nothing was changed."
        )
    }

    static func missingRootKey(_ path: String) -> VaultFailure {
        VaultFailure(.missingRootKey, "read the root key", "There is no root key at \(path).")
    }

    static func absent(_ path: String, _ operation: String) -> VaultFailure {
        VaultFailure(.absent, operation, "\(path) is missing.")
    }

    static func existing(_ path: String, _ operation: String) -> VaultFailure {
        VaultFailure(.existing, operation, "\(path) is there already and was left as it is.")
    }

    static func format(_ operation: String, _ message: String) -> VaultFailure {
        VaultFailure(.format, operation, message)
    }

    static func busy(_ operation: String) -> VaultFailure {
        VaultFailure(.busy, operation, "Too many wait already.")
    }

    static func io(_ operation: String, _ reason: String) -> VaultFailure {
        VaultFailure(.inputOutput, operation, "The system refused.", reason: reason)
    }
}
