import Crypto
import Domain
import JOSE
import TestSupport
import Testing
import UseCases

/// How answers leave: never in the open by accident (contract 1.12, 2.2).
struct AnswerFormTests {
    private static func receiver(_ world: World) throws -> PrivateJWK { try .x25519(random: world.random.bytes(32)) }

    private static func bind(_ key: HeldKey, to receiver: PrivateJWK, in world: World) async throws -> APIKey {
        let offer = try await world.registry.offerReceiver(
            String(decoding: receiver.publicKey.json, as: UTF8.self), for: key.key.keyID, by: .localOperator)
        let answer = try JWE.open(Array(offer.challenge.utf8), with: KeySet([receiver])).plaintext
        return try await world.registry.answerChallenge(
            String(decoding: answer, as: UTF8.self), for: key.key.keyID, by: .localOperator)
    }

    private enum Expected { case plain, sealedToCaller, sealedToReceiver, refused(Int) }

    @Test(arguments: [Scope.metadata, .text, .pictures])
    func everySettingWithEveryHeader(scope: Scope) async throws {
        let world = try await World()
        let service = try await world.makeService()
        let published = try await world.registry.encryptionKey(of: service.serviceID)
        #expect(published.keyID == published.publicKey.thumbprint && published.pem.contains("BEGIN PUBLIC KEY"))
        let content = world.random.bytes(32)
        let good = try WrappedContentKey.text(.init(data: content), for: published.publicKey)
        let receiver = try Self.receiver(world)
        let reads = scope.readsAttributes
        let headers: [(String?, Bool)] = [
            (nil, false), (good, true), ("", false), (String(good.dropLast()), false), ("x" + good, false),
            (good + ", " + good, false), (String(good.dropFirst(43)), false), (good.replacing("A", with: "B"), false),
        ]
        for (refuses, isBound) in [(false, false), (true, false), (false, true), (true, true)] {
            guard reads || !refuses && !isBound else { continue }
            let key = try await world.makeKey(scope, of: service)
            if isBound { _ = try await Self.bind(key, to: receiver, in: world) }
            if refuses {
                _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.refusesPlain = true }
            }
            for (header, isGood) in headers {
                let expected: Expected
                if header != nil {
                    expected = isBound ? .refused(400) : isGood ? .sealedToCaller : .refused(400)
                } else {
                    expected = isBound ? .sealedToReceiver : refuses ? .refused(403) : .plain
                }
                let caller = try world.caller(key, of: service)
                let got = await failure {
                    let form = try await world.registry.answerForm(
                        encryptionKey: header, in: service.serviceID, by: caller)
                    let text = Array("{}".utf8)
                    switch expected {
                    case .plain: #expect(form.sealer == nil)
                    case .refused: Issue.record("\(header ?? "none") was taken")
                    case .sealedToCaller:
                        let token = try #require(form.sealer).seal(text).bytes
                        #expect(try JWE.open(token, withContentKey: .init(data: content)).plaintext == text)
                    case .sealedToReceiver:
                        let token = try #require(form.sealer).seal(text).bytes
                        let opened = try JWE.open(token, with: KeySet([receiver]))
                        #expect(opened.plaintext == text && opened.header.keyID == receiver.publicKey.thumbprint)
                    }
                }
                if case .refused(let status) = expected {
                    #expect(got?.httpStatus == status)
                } else {
                    #expect(got == nil)
                }
            }
        }
    }

    @Test func aReceiverCountsWhenItHasShownThatItCanRead() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service)
        let old = try world.caller(key, of: service)
        let receiver = try Self.receiver(world)
        let keyID = key.key.keyID
        let early = await failure {
            _ = try await world.registry.answerChallenge("x", for: keyID, by: .localOperator)
        }
        #expect(early?.field == "receiverKey")
        let offer = try await world.registry.offerReceiver(
            String(decoding: receiver.publicKey.json, as: UTF8.self), for: keyID, by: .localOperator)
        #expect(offer.thumbprint == receiver.publicKey.thumbprint)
        #expect(try world.registry.keyOverview(keyID, by: .localOperator).key.receiver == nil, "nothing changes yet")
        for wrong in ["", "x", String(repeating: "A", count: 43)] {
            let refused = await failure {
                _ = try await world.registry.answerChallenge(wrong, for: keyID, by: .localOperator)
            }
            #expect(refused?.field == "answer")
        }
        #expect(old.grant?.isRevoked == false)
        let answer = try JWE.open(Array(offer.challenge.utf8), with: KeySet([receiver])).plaintext
        let text = "  \(String(decoding: answer, as: UTF8.self))\n"
        let bound = try await world.registry.answerChallenge(text, for: keyID, by: .localOperator)
        #expect(bound.receiver?.thumbprint == offer.thumbprint)
        #expect(old.grant?.isRevoked == true, "answers under way in the open end")
        let twice = await failure {
            _ = try await world.registry.answerChallenge(text, for: keyID, by: .localOperator)
        }
        #expect(twice?.field == "receiverKey", "an answer counts once")
        let again = try await world.restarted()
        let kept = try again.registry.keyOverview(keyID, by: .localOperator).key
        #expect(kept == bound)
        let changed = try await again.registry.changeKey(keyID, by: .localOperator) {
            $0.receiver = nil
            $0.description = "renamed"
        }
        #expect(changed.receiver == bound.receiver, "it has a round trip of its own")
        let narrowed = await failure {
            _ = try await again.registry.changeKey(keyID, by: .localOperator) { $0.scope = .metadata }
        }
        #expect(narrowed?.field == "scope")
        #expect(try await again.registry.removeReceiver(of: keyID, by: .localOperator).receiver == nil)
        #expect(
            await failure { _ = try await again.registry.removeReceiver(of: keyID, by: .localOperator) }?.isConflict
                == true)
    }

    @Test func anOfferEndsAfterAnHour() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service)
        let receiver = try Self.receiver(world)
        let offer = try await world.registry.offerReceiver(
            String(decoding: receiver.publicKey.json, as: UTF8.self), for: key.key.keyID, by: .localOperator)
        let answer = try JWE.open(Array(offer.challenge.utf8), with: KeySet([receiver])).plaintext
        world.clock.advance(seconds: 3600)
        let late = await failure {
            _ = try await world.registry.answerChallenge(
                String(decoding: answer, as: UTF8.self), for: key.key.keyID, by: .localOperator)
        }
        #expect(late?.field == "receiverKey")
    }

    @Test func weakOrPrivateKeysAreRefused() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service)
        let metadata = try await world.makeKey(.metadata, of: service)
        let receiver = try Self.receiver(world)
        let exposed = String(decoding: try receiver.exposedJSON(), as: UTF8.self)
        for (text, keyID) in [
            ("", key.key.keyID), ("{}", key.key.keyID), (exposed, key.key.keyID),
            (#"{"kty":"oct","k":"AAAA"}"#, key.key.keyID), ("-----BEGIN PUBLIC KEY-----", key.key.keyID),
            (String(decoding: receiver.publicKey.json, as: UTF8.self), metadata.key.keyID),
        ] {
            let refused = await failure {
                _ = try await world.registry.offerReceiver(text, for: keyID, by: .localOperator)
            }
            #expect(refused?.field == "receiverKey" && refused?.httpStatus == 422)
        }
    }

    @Test func aServiceHasOnePairForGood() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let keys = try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try await world.registry.encryptionKey(of: service.serviceID).keyID }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        let again = try await world.restarted()
        let kept = try await again.registry.encryptionKey(of: service.serviceID)
        #expect(keys == [kept.keyID])
        let bytes = try again.directory.files().map(\.bytes)
        let secret = try await PrivateJWK.rsa(pkcs1: TestRSAKey.pkcs1())
        let half = Array(
            String(decoding: try secret.exposedJSON(), as: UTF8.self).split(separator: "\"d\":\"")[1].prefix(60).utf8)
        #expect(!bytes.contains { $0.firstRange(of: half) != nil }, "the private half is sealed")
    }
}
