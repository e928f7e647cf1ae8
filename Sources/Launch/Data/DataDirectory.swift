internal import FoundationEssentials
internal import Glibc
internal import Vault

/// The directory that holds everything of one Lethe.
struct DataDirectory: Sendable {
    /// What is in it.
    enum Contents: Sendable {
        case nothing
        case everything
        /// Keys without a database: what a first start leaves that ended on the way, or a loss.
        case onlyKeys
        /// A database without its keys: nothing in it can be read.
        case onlyDatabase
    }

    let path: String

    /// - Parameter path: as it was given; it is made absolute.
    init(path: String) {
        var trimmed = path
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        if trimmed.hasPrefix("./") { trimmed.removeFirst(2) }
        if !trimmed.hasPrefix("/"), let working = getcwd(nil, 0) {
            trimmed = String(cString: working) + "/" + trimmed
            free(working)
        }
        self.path = trimmed
    }

    var databasePath: String { path + "/lethe.db" }
    var keystorePath: String { path + "/keystore" }
    var rootKeyPath: String { keystorePath + "/root.key" }
    var picturesPath: String { path + "/pictures" }
    /// Where a server takes commands.
    var socketPath: String { "\(path)/admin.sock" }

    var contents: Contents {
        switch (KeyStore.exists(in: keystorePath), Self.exists(databasePath)) {
        case (false, false): .nothing
        case (true, true): .everything
        case (true, false): .onlyKeys
        case (false, true): .onlyDatabase
        }
    }

    /// Makes the directory, for its owner only. One that is there already, and empty, is closed to others.
    func create() throws {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || Self.exists(made) else {
                throw LaunchFailure(.cannotCreate, "\(made) can't be made: \(String(cString: strerror(errno))).")
            }
        }
        guard let directory = opendir(path) else {
            throw LaunchFailure(.cannotCreate, "\(path) is no directory that can be used.")
        }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        if count == 2 { chmod(path, 0o700) }
    }

    /// Makes the place of the key store, for a root key that has to lie there before the store itself.
    func createKeystore() throws {
        guard mkdir(keystorePath, 0o700) == 0 || errno == EEXIST else {
            throw LaunchFailure(.cannotCreate, "\(keystorePath) can't be made: \(String(cString: strerror(errno))).")
        }
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }
}
