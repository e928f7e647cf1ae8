package import Domain
package import SQLCore
package import Store
package import Vault

/// The clocks, handed in by Launch.
package struct Clocks: Sendable {
    package let now: @Sendable () -> Instant
    package let uptime: @Sendable () -> Uptime

    package init(now: @escaping @Sendable () -> Instant, uptime: @escaping @Sendable () -> Uptime) {
        self.now = now
        self.uptime = uptime
    }
}

/// Named places between two durable effects. A test may stop the world at each of them; in the shipped program
/// nobody listens.
package enum Step: String, Sendable, CaseIterable {
    case intakeKeyMade = "intake.keyMade"
    case intakeUploadsNoted = "intake.uploadsNoted"
    case intakePicturesWritten = "intake.picturesWritten"
    case intakeCommitted = "intake.committed"
    case draftKeyMade = "draft.keyMade"
    case draftUploadNoted = "draft.uploadNoted"
    case draftPictureWritten = "draft.pictureWritten"
    case draftSent = "draft.sent"
    case draftCancelled = "draft.cancelled"
    case extractionRecorded = "extraction.recorded"
    case extractionStreaming = "extraction.streaming"
    case extractionLastByte = "extraction.lastByte"
    case extractionArmed = "extraction.armed"
    case archiveCommitted = "archive.committed"
    case erasureKeysDestroyed = "erasure.keysDestroyed"
    case erasurePicturesDeleted = "erasure.picturesDeleted"
    case erasureForgotten = "erasure.forgotten"
}

/// What of the key store's work is timed.
package enum Measured: String, Sendable {
    /// New keys, written and synced.
    case keysMade = "make"
    /// Slots overwritten, synced and read back.
    case keysDestroyed = "destroy"
}

/// What the use cases work with.
package struct Parts: Sendable {
    package let database: any DatabasePort
    package let keyStore: KeyStore
    package let pictures: PictureFiles
    package let clocks: Clocks
    package let random: RandomSource
    /// What a new password costs, and a wrong e-mail too.
    package let passwordCost: PasswordCost
    /// The DER of PKCS#1 of a fresh RSA key of 3072 bits. It takes a second or so, on a thread of its own.
    package let makeRSAKey: @Sendable () async throws -> [UInt8]
    /// A webhook's body, in the form of the wire.
    package let webhookBody: @Sendable (WebhookMessage) -> [UInt8]
    /// Where webhooks may go.
    package let webhookPolicy: WebhookPolicy
    package let reached: @Sendable (Step) -> Void
    /// Called when something begins that is timed; what it returns is called at the end.
    package let measure: @Sendable (Measured) -> @Sendable () -> Void

    package init(
        database: any DatabasePort, keyStore: KeyStore, pictures: PictureFiles, clocks: Clocks, random: RandomSource,
        passwordCost: PasswordCost = .standard, makeRSAKey: @escaping @Sendable () async throws -> [UInt8],
        webhookBody: @escaping @Sendable (WebhookMessage) -> [UInt8],
        webhookPolicy: WebhookPolicy = .publicOnly, reached: @escaping @Sendable (Step) -> Void = { _ in },
        measure: @escaping @Sendable (Measured) -> @Sendable () -> Void = { _ in {} }
    ) {
        self.database = database
        self.keyStore = keyStore
        self.pictures = pictures
        self.clocks = clocks
        self.random = random
        self.passwordCost = passwordCost
        self.makeRSAKey = makeRSAKey
        self.webhookBody = webhookBody
        self.webhookPolicy = webhookPolicy
        self.reached = reached
        self.measure = measure
    }
}
