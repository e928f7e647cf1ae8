import Domain
import Testing
import Vault

struct MemberTests {
    private let scratch: Scratch
    private let store: KeyStore
    private let member = MemberID(stored: "0123456789abcdef01234567")
    private let other = MemberID(stored: "0123456789abcdef01234568")

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    @Test func aProfileIsBoundToItsMember() throws {
        let profile = MemberProfile(name: Sensitive("Ada Löwe"), email: Sensitive("Ada@example.com"))
        let sealed = try store.sealProfile(profile, of: member)
        #expect(sealed.bytes.count == 1024 + 29)
        let opened = try store.openProfile(sealed, of: member)
        #expect(opened.name.withExposed { $0 } == "Ada Löwe" && opened.email.withExposed { $0 } == "Ada@example.com")
        #expect(failure { _ = try store.openProfile(sealed, of: other) }?.isTampered == true)
        #expect(try store.sealProfile(profile, of: member) != sealed, "never twice the same")
        for index in [0, 1, 13, 500, sealed.bytes.count - 1] {
            var bytes = sealed.bytes
            bytes[index] ^= 1
            #expect(failure { _ = try store.openProfile(Sealed(bytes: bytes), of: member) }?.isTampered == true)
        }
        let stranger = try Scratch().makeStore(RootKey(bytes: Array(1...32)))
        #expect(failure { _ = try stranger.openProfile(sealed, of: member) }?.isTampered == true)
    }

    @Test func nothingSealedStandsInForAnother() throws {
        let secret = OneTimeSecret(bytes: Array(0..<20))
        let factor = try store.sealSecondFactor(secret, of: member)
        #expect(try store.openSecondFactor(factor, of: member).code(step: 7) == secret.code(step: 7))
        #expect(failure { _ = try store.openSecondFactor(factor, of: other) }?.isTampered == true)
        #expect(failure { _ = try store.openProfile(factor, of: member) }?.isTampered == true)
        let (invitation, another) = (InvitationID(stored: member.text), InvitationID(stored: other.text))
        let invited = try store.sealInvited(Sensitive("a@b.c"), to: invitation)
        #expect(try store.openInvited(invited, to: invitation).withExposed { $0 } == "a@b.c")
        #expect(failure { _ = try store.openInvited(invited, to: another) }?.isTampered == true)
        #expect(failure { _ = try store.openProfile(invited, of: member) }?.isTampered == true)
    }

    @Test func anAccountIsFoundByItsEmail() {
        func index(_ email: String) -> [UInt8] { store.memberIndex(ofEmail: Sensitive(email)) }
        #expect(index(" Ada@EXAMPLE.com\n") == index("ada@example.com") && index("").count == 32)
        #expect(index("ada@example.org") != index("ada@example.com"))
        for service in [ServiceID(stored: ""), .house, ServiceID(stored: member.text)] {
            let candidate = store.blindIndex(ofEmail: Sensitive("ada@example.com"), service: service)
            #expect(candidate != index("ada@example.com"), "members and candidates are kept apart")
        }
    }

    @Test func eachTokenIsDigestedForItsPurpose() throws {
        let token = try store.makeToken().withExposed { $0 }
        #expect(token.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
        let digests = TokenPurpose.allCases.map { store.digest(ofToken: token, for: $0) }
        #expect(Set(digests).count == TokenPurpose.allCases.count && digests.allSatisfy { $0?.count == 32 })
        #expect(digests == TokenPurpose.allCases.map { store.digest(ofToken: token, for: $0) })
        for bad in ["", String(token.dropLast()), token + "A", token.dropLast() + "=", token.dropLast(2) + "é"] {
            #expect(store.digest(ofToken: String(bad), for: .session) == nil)
        }
        #expect(store.formToken(for: token) != store.formToken(for: String(token.reversed())))
        #expect(store.isFormToken(store.formToken(for: "x"), for: "x") && !store.isFormToken("", for: ""))
    }

    @Test func recoveryCodesAreReadHoweverTheyAreWritten() throws {
        let code = try RecoveryCode.make(random: scratch.random)
        let text = code.withExposed { $0 }
        #expect(text.wholeMatch(of: /[a-z2-7]{5}-[a-z2-7]{5}/) != nil)
        let digest = store.digest(ofRecoveryCode: code, member: member)
        for written in [text.uppercased(), text.replacing("-", with: ""), " \(text.replacing("-", with: " - ")) "] {
            #expect(store.digest(ofRecoveryCode: Sensitive(written), member: member) == digest)
        }
        #expect(digest?.count == 32 && store.digest(ofRecoveryCode: code, member: other) != digest)
        for bad in ["", "abcde-fghi", "abcde-fghi1", "abcde-fghij-k", "123456"] {
            #expect(store.digest(ofRecoveryCode: Sensitive(bad), member: member) == nil)
        }
    }
}

struct OneTimeCodeTests {
    private let secret = OneTimeSecret(bytes: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B: eight digits, SHA-1.
    @Test func timeBasedVectors() {
        let vectors: [(seconds: Int64, code: Int)] = [
            (59, 94_287_082), (1_111_111_109, 7_081_804), (1_111_111_111, 14_050_471), (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037), (20_000_000_000, 65_353_130),
        ]
        for (seconds, code) in vectors {
            let step = OneTimeSecret.step(at: Instant(milliseconds: seconds * 1000 + 999))
            #expect(secret.value(step: step, digits: 8) == code)
            let six = "00000\(code % 1_000_000)".suffix(6)
            #expect(secret.code(step: step) == six)
        }
        #expect(secret.code(step: 1_111_111_109 / 30) == "081804", "leading zeros stay")
    }

    /// RFC 4226, appendix D: six digits.
    @Test func counterBasedVectors() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        for (step, code) in codes.enumerated() { #expect(secret.code(step: Int64(step)) == code) }
    }

    @Test func aCodeCountsInItsWindowAndOnce() {
        let now = Instant(milliseconds: 1_800_000_015_000)
        let present = OneTimeSecret.step(at: now)
        for distance in -3...3 as ClosedRange<Int64> {
            let code = secret.code(step: present + distance)
            let accepted = secret.acceptedStep(of: code, at: now, after: nil)
            #expect(accepted == (abs(distance) <= 1 ? present + distance : nil))
        }
        let code = secret.code(step: present)
        #expect(secret.acceptedStep(of: code, at: now, after: present - 1) == present)
        #expect(secret.acceptedStep(of: code, at: now, after: present) == nil)
        #expect(secret.acceptedStep(of: code, at: now, after: present + 1) == nil)
        for bad in ["", "0", code + "0", String(code.dropLast()), " " + code] {
            #expect(secret.acceptedStep(of: bad, at: now, after: nil) == nil)
        }
        #expect(secret.acceptedStep(of: secret.code(step: 0), at: Instant(milliseconds: 0), after: nil) == 0)
    }

    /// RFC 4648, section 10, without padding.
    @Test func base32() {
        #expect(OneTimeSecret(bytes: Array("foobar".utf8)).text.withExposed { $0 } == "MZXW6YTBOI")
        #expect(OneTimeSecret(bytes: Array("fooba".utf8)).text.withExposed { $0 } == "MZXW6YTB")
        #expect(OneTimeSecret(bytes: Array("foo".utf8)).text.withExposed { $0 } == "MZXW6")
        #expect(OneTimeSecret(bytes: Array("f".utf8)).text.withExposed { $0 } == "MY")
    }
}
