import Crypto
package import Domain

/// The secret of an authenticator app: codes by time (RFC 6238) with SHA-1, six digits and steps of 30 seconds, the one
/// choice that every app knows.
package struct OneTimeSecret: Sendable, Undisclosed {
    /// 160 bits, as RFC 4226, section 4 recommends.
    package static let byteCount = 20
    package static let secondsPerStep: Int64 = 30
    static let digits = 6

    private let key: SymmetricKey

    package init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    package static func make(random: RandomSource) throws(VaultFailure) -> OneTimeSecret {
        var bytes = try random.take(byteCount)
        defer { Memory.wipe(&bytes) }
        return OneTimeSecret(bytes: bytes)
    }

    /// Base 32, for typing into an app.
    package var text: Sensitive<String> { Sensitive(Base32.text(bytes)) }

    var bytes: [UInt8] { key.withUnsafeBytes(Array.init) }

    /// The number of the step that a time lies in.
    package static func step(at now: Instant) -> Int64 { max(0, now.milliseconds) / (secondsPerStep * 1000) }

    /// The code of a step, with leading zeros.
    package func code(step: Int64) -> String {
        let number = String(value(step: step, digits: Self.digits))
        return String(repeating: "0", count: Self.digits - number.count) + number
    }

    /// The step whose code this is: the present one, the one before or the one after, and later than `lastUsed`, so that a
    /// code counts once (RFC 6238, section 5.2). `nil` for every other code.
    package func acceptedStep(of code: String, at now: Instant, after lastUsed: Int64?) -> Int64? {
        let present = Self.step(at: now)
        let given = Array(code.utf8)
        var accepted: Int64?
        for step in (present - 1)...(present + 1) where step >= 0 && step > lastUsed ?? -1 {
            if ConstantTime.equal(given, Array(self.code(step: step).utf8)) { accepted = accepted ?? step }
        }
        return accepted
    }

    /// HOTP (RFC 4226, section 5.3).
    package func value(step: Int64, digits: Int) -> Int {
        var counter: [UInt8] = []
        counter.append(bigEndian: UInt64(step))
        let code = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
        let offset = Int(code[19] & 15)
        let number = code[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        return number % (0..<digits).reduce(1) { power, _ in power * 10 }
    }
}
