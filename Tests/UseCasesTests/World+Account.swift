import Domain
import SQLCore
import Store
import TestSupport
import UseCases
import Vault

/// An authenticator app with one account.
struct Authenticator: Sendable {
    let secret: OneTimeSecret
    let recoveryCodes: [Sensitive<String>]

    func code(_ world: World, steps: Int64 = 0) -> Sensitive<String> {
        Sensitive(secret.code(step: OneTimeSecret.step(at: world.clock.now) + steps))
    }
}

extension World {
    /// Takes up the offer, as an app does that reads the text. The code of this step is used up.
    func setUpSecondFactor(_ member: SignedIn) async throws -> Authenticator {
        let caller = try await confirmed(member)
        let offer = try await registry.offerSecondFactor(by: caller)
        let secret = offer.secret.withExposed { OneTimeSecret(bytes: base32($0)) }
        let codes = try await registry.confirmSecondFactor(
            code: Sensitive(secret.code(step: OneTimeSecret.step(at: clock.now))), by: caller)
        return Authenticator(secret: secret, recoveryCodes: codes)
    }

    /// The token of a sign-in that waits for its code.
    func waiting(_ email: String) async throws -> String {
        guard case .needsCode(let token) = try await signIn(email) else { throw Failure.notFound("no code asked for") }
        return token.text.withExposed { $0 }
    }

    /// Kinds and details of what the history tells of a service.
    func lines(of service: ServiceID) throws -> [String] {
        try database.read { try $0.all(HistoryOfService(service)) }
            .map { "\($0.actor.text.prefix(6)) \($0.kind.rawValue) \($0.detail)" }
    }
}

/// RFC 4648, section 6, without padding.
func base32(_ text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for digit in text {
        bits = (bits << 5 | (digits.firstIndex(of: digit) ?? 0)) & 0xFFFF
        count += 5
        guard count >= 8 else { continue }
        count -= 8
        bytes.append(UInt8(bits >> count & 255))
    }
    return bytes
}
