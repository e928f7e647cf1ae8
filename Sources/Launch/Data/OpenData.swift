internal import Domain
internal import SQLCore
internal import SQLiteDriver
internal import Store
internal import UseCases
internal import Vault

/// A data directory that this process holds: nobody else can open it until the process ends.
struct OpenData: Sendable {
    let directory: DataDirectory
    let registry: Registry
    /// The first slot that had no key when the data was opened.
    let endSlot: Int64
    /// What a person should know about this start, in plain words.
    let notices: [String]
    /// Present when somebody asks for metrics.
    let metering: Metering?
    private let database: SQLiteDatabase

    /// How long to wait for a command that holds the data and is just ending.
    private static let patience = 5_000

    /// The same as `open`, but waits a moment where another process holds the data.
    ///
    /// - Parameter isWorthWaiting: asked again each time; a caller that found another way stops waiting.
    static func openPatiently(
        _ settings: DataSettings, mayCreate: Bool, metering: Metering? = nil,
        reached: @escaping @Sendable (Step) -> Void,
        while isWorthWaiting: () -> Bool = { true }
    ) async throws -> OpenData? {
        var waited = 0
        while isWorthWaiting() {
            do {
                return try await open(settings, mayCreate: mayCreate, metering: metering, reached: reached)
            } catch let failure as LaunchFailure {
                guard failure.isLocked, waited < patience else { throw failure }
                try await Task.sleep(for: .milliseconds(50))
                waited += 50
            }
        }
        return nil
    }

    /// Opens what is there, or makes it new where nothing is.
    ///
    /// Refuses, and changes nothing, when the root key is missing or wrong, or when keys and database are not both there.
    static func open(
        _ settings: DataSettings, mayCreate: Bool, metering: Metering? = nil,
        reached: @escaping @Sendable (Step) -> Void
    ) async throws -> OpenData {
        let directory = settings.directory
        do {
            let (keyStore, notices) = try keyStore(directory, settings.rootKey, mayCreate: mayCreate)
            return try await open(directory, keyStore, notices, settings.webhookPolicy, metering, reached)
        } catch let failure as VaultFailure {
            throw LaunchFailure(failure)
        } catch let failure as SQLFailure {
            throw Self.failure(failure, directory)
        } catch let failure as FileFailure {
            throw LaunchFailure(.inputOutput, "\(directory.picturesPath): \(failure)")
        } catch let failure as Failure {
            throw LaunchFailure(failure)
        }
    }

    private static func open(
        _ directory: DataDirectory, _ keyStore: KeyStore, _ notices: [String],
        _ webhookPolicy: WebhookPolicy, _ metering: Metering?,
        _ reached: @escaping @Sendable (Step) -> Void
    ) async throws -> OpenData {
        let clocks = SystemClocks.make()
        let database = try SQLiteDatabase(path: directory.databasePath)
        do {
            try await Migrator.migrate(database, at: clocks.now().milliseconds)
            try database.prepare(Statements.all)
            let pictures = try PictureFiles(directory: directory.picturesPath)
            let registry = try Registry(
                Parts(
                    database: metering == nil ? database : MeasuredDatabase(database), keyStore: keyStore,
                    pictures: pictures, clocks: clocks,
                    random: SystemRandomness.source, makeRSAKey: FreshRSAKey.make, webhookBody: WebhookBody.make,
                    webhookPolicy: webhookPolicy,
                    reached: reached,
                    measure: { [metering] what in metering?.begin(what) ?? {} }))
            let endSlot = registry.endSlot
            do throws(Failure) {
                try await registry.recover()
            } catch {
                guard error.isConflict else { throw error }
                throw LaunchFailure(.configuration, error.message)
            }
            return OpenData(
                directory: directory, registry: registry, endSlot: endSlot, notices: notices, metering: metering,
                database: database)
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Writes what is still to be written and closes the files.
    func close() async {
        await registry.flushRecords()
        try? await database.close()
    }

    private static func keyStore(
        _ directory: DataDirectory, _ source: RootKeySource, mayCreate: Bool
    ) throws -> (KeyStore, [String]) {
        switch directory.contents {
        case .nothing where mayCreate:
            return try newKeyStore(directory, source)
        case .nothing:
            throw LaunchFailure(.configuration, "There is no data in \(directory.path). `lethe serve` makes it.")
        case .onlyDatabase:
            throw LaunchFailure(
                .configuration,
                "\(directory.databasePath) is there, but its keys in \(directory.keystorePath) are not. Without them "
                    + "nobody can read it. Bring them back. Nothing was changed.")
        case .onlyKeys:
            let keyStore = try open(directory, source)
            // A first start that ended between the two leaves keys that were never used.
            guard mayCreate, keyStore.endSlot.value <= 1 else {
                throw LaunchFailure(
                    .configuration,
                    "The keys in \(directory.keystorePath) are there, but the database \(directory.databasePath) is "
                        + "not. Bring it back. Nothing was changed.")
            }
            return (keyStore, [])
        case .everything:
            return (try open(directory, source), [])
        }
    }

    private static func open(_ directory: DataDirectory, _ source: RootKeySource) throws -> KeyStore {
        let rootKey = try source.load()
        do throws(VaultFailure) {
            return try KeyStore.open(in: directory.keystorePath, rootKey: rootKey, random: SystemRandomness.source)
        } catch {
            guard error.isWrongRootKey else { throw error }
            throw LaunchFailure(.configuration, "\(error.message) The key came from \(source.name).")
        }
    }

    private static func newKeyStore(
        _ directory: DataDirectory, _ source: RootKeySource
    ) throws -> (KeyStore, [String]) {
        var notices = ["New data directory: \(directory.path)"]
        var rootKey: RootKey?
        // A key that the operator names must be there before anything is made.
        if !source.mayBeMade || DataDirectory.exists(directory.rootKeyPath) { rootKey = try source.load() }
        try directory.create()
        if rootKey == nil {
            try directory.createKeystore()
            rootKey = try RootKey.create(file: directory.rootKeyPath, random: SystemRandomness.source)
            notices.append(
                """
                A new root key was made: \(directory.rootKeyPath)
                  Everything in the data directory is readable with it and lost without it. Copy it to a safe place.
                  Then keep it on another disk than the data, and start with --root-key-file.
                """)
        }
        guard let rootKey else { throw LaunchFailure(.configuration, "There is no root key.") }
        try KeyStore.create(in: directory.keystorePath, rootKey: rootKey, random: SystemRandomness.source)
        return (try open(directory, source), notices)
    }

    private static func failure(_ failure: SQLFailure, _ directory: DataDirectory) -> LaunchFailure {
        if failure.isNewerSchema {
            return LaunchFailure(
                .configuration,
                "\(directory.path) was made by a newer Lethe: \(failure.detail). Start that one. Nothing was changed.")
        }
        if failure.isEditedSchema {
            return LaunchFailure(
                .configuration,
                "\(directory.databasePath) is not as Lethe made it: \(failure.detail). Nothing was changed.")
        }
        return LaunchFailure(.inputOutput, "\(directory.databasePath): \(failure.description)")
    }
}
