import Domain
import Foundation
import Testing
import Vault

struct PasswordTests {
    private let scratch: Scratch
    private let store: KeyStore
    private let cheap = PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1)
    private let member = MemberID(stored: "0123456789abcdef01234567")

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    /// RFC 7914, section 12, all but the one that takes a gigabyte.
    @Test func scrypt() throws {
        let vectors: [(password: String, salt: String, cost: PasswordCost, expected: String)] = [
            (
                "", "", PasswordCost(logRounds: 4, blockSize: 1, parallelism: 1),
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", PasswordCost(logRounds: 10, blockSize: 8, parallelism: 16),
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", PasswordCost(logRounds: 14, blockSize: 8, parallelism: 1),
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ]
        for vector in vectors {
            let output = try PasswordHasher.scrypt(
                Array(vector.password.utf8), salt: Array(vector.salt.utf8), cost: vector.cost, byteCount: 64)
            #expect(Hexadecimal.text(output) == vector.expected)
        }
    }

    @Test func theShippedCostRuns() async throws {
        #expect(PasswordCost.standard == PasswordCost(logRounds: 15, blockSize: 8, parallelism: 3))
        let hasher = PasswordHasher(keyStore: store)
        let hash = try await hasher.hash(Sensitive("violet tram under rain"), of: member)
        #expect(try await hasher.verify(Sensitive("violet tram under rain"), against: hash, of: member))
        #expect(hasher.runCount == 2)
    }

    @Test func aHashIsForOnePasswordOneMemberAndOneRootKey() async throws {
        let hasher = PasswordHasher(keyStore: store, cost: cheap)
        let password = Sensitive("päßword, e\u{301}")
        let hash = try await hasher.hash(password, of: member)
        let again = try PasswordHash(stored: hash.bytes)
        #expect(again == hash && hash.bytes.count == 52 && again.cost == cheap)
        #expect(try await hasher.verify(password, against: again, of: member))
        for wrong in ["", "päßword, \u{e9}", "Päßword, e\u{301}", "päßword, e\u{301} "] {
            #expect(try await !hasher.verify(Sensitive(wrong), against: hash, of: member), "bytes count as given")
        }
        let other = MemberID(stored: "0123456789abcdef01234568")
        #expect(try await !hasher.verify(password, against: hash, of: other))
        #expect(try await hasher.hash(password, of: member) != hash, "each has a salt of its own")
        let stranger = try Scratch().makeStore(RootKey(bytes: Array(1...32)))
        #expect(try await !PasswordHasher(keyStore: stranger, cost: cheap).verify(password, against: hash, of: member))
        let later = PasswordHasher(keyStore: store, cost: PasswordCost(logRounds: 5, blockSize: 8, parallelism: 2))
        #expect(try await later.verify(password, against: hash, of: member), "old parameters stand with the hash")
    }

    @Test func whoIsNotThereCostsTheSame() async throws {
        let hasher = PasswordHasher(keyStore: store, cost: cheap)
        let hash = try await hasher.hash(Sensitive("a"), of: member)
        for against in [hash, nil] {
            let before = hasher.runCount
            #expect(try await !hasher.verify(Sensitive("b"), against: against, of: member))
            #expect(hasher.runCount == before + 1)
        }
    }

    @Test func damagedHashesAreRefused() async throws {
        let good = try await PasswordHasher(keyStore: store, cost: cheap).hash(Sensitive("a"), of: member).bytes
        var bad: [[UInt8]] = [[], Array(good.dropLast()), good + [0]]
        for (index, value) in [(0, UInt8(2)), (1, 0), (1, 17), (2, 0), (2, 9), (3, 0), (3, 17)] {
            var bytes = good
            bytes[index] = value
            bad.append(bytes)
        }
        for bytes in bad { #expect(failure { _ = try PasswordHash(stored: bytes) }?.isFormat == true) }
    }

    @Test func theQueueIsBounded() async throws {
        let hasher = PasswordHasher(keyStore: store, cost: PasswordCost(logRounds: 12, blockSize: 8, parallelism: 1))
        let answers = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<400 {
                group.addTask {
                    do {
                        return try await !hasher.verify(Sensitive("a"), against: nil, of: member)
                    } catch {
                        return (error as? VaultFailure)?.isBusy != true
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(answers.count { $0 } == hasher.runCount && hasher.runCount >= PasswordHasher.capacity)
        #expect(answers.count { !$0 } > 0)
        #expect(try await !hasher.verify(Sensitive("a"), against: nil, of: member), "and has room again")
    }

    @Test func unfitPasswords() {
        func problem(_ password: String, _ email: String = "ada@example.com") -> PasswordProblem? {
            PasswordRules.problem(with: Sensitive(password), email: Sensitive(email), length: 12...128)
        }
        #expect(problem("violet tram") == .tooShort && problem("violet tramx") == nil)
        #expect(problem(String(repeating: "🇩🇪e\u{301}abcdef", count: 16)) == nil, "128 characters as a person counts")
        #expect(problem(String(repeating: "🇩🇪e\u{301}abcdef", count: 16) + "g") == .tooLong)
        for common in ["123456789012", "QWERTY123456", "1Qaz2wsx3edc", "Administration", "congratulations"] {
            #expect(problem(common) == .common, "\(common)")
        }
        #expect(problem("abababababab") == .common && problem("aaaaaaaaaaaaaaaa") == .common)
        #expect(problem("LONGER.NAME@Example.com", "longer.name@example.com") == .email)
        #expect(problem("lovelaceLovelace", "Lovelace@example.com") == .email)
        #expect(problem("lovelacelovelac", "lovelace@example.com") == nil)
        #expect(problem("violet tram under rain", "@") == nil && problem("violet tram under rain", "") == nil)
    }

    @Test func theListIsWhole() {
        #expect(CommonPasswords.count == 4073)
        #expect(CommonPasswords.contains("q1w2e3r4t5y6") && CommonPasswords.contains("MAILCREATED5240"))
        #expect(CommonPasswords.contains("international") && CommonPasswords.contains("westmoreland"))
        #expect(!CommonPasswords.contains("") && !CommonPasswords.contains("q1w2e3r4t5y6 "))
    }
}
