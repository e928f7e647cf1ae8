internal import Extraction
internal import JOSE
internal import Wire

/// The machine that takes over, in the demonstration: it alone has the private key.
struct DemoReceiver: Sendable {
    /// What a receiver has in hand: taken over, and not yet acknowledged.
    struct Taken: Sendable {
        let recordID: String
        let data: JSONNode
        let lease: String
        let proof: String
    }

    private let keys: KeySet
    private let publicKey: String

    init() throws {
        let pair = try PrivateJWK.x25519(random: SystemRandomness.bytes(32))
        keys = try KeySet([pair])
        publicKey = String(decoding: pair.publicKey.json, as: UTF8.self)
    }

    /// Binds an API key to this receiver: it shows that it can open what is sealed to it.
    func bind(_ keyID: String, _ admin: AdminClient) async throws {
        let path = try AdminPath.key(keyID) + "/receiver"
        let offer = try await admin.post(path) { $0.member("receiverKey", publicKey) }
        let challenge = try JSONDocument(parsing: offer).root["challenge"]?.string ?? ""
        let answer = String(decoding: try open(Array(challenge.utf8)), as: UTF8.self)
        _ = try await admin.post(path + "/answer") { $0.member("answer", answer) }
    }

    func open(_ sealed: [UInt8]) throws -> [UInt8] {
        do {
            return try JWE.open(sealed, with: keys).plaintext
        } catch {
            throw LaunchFailure(.inputOutput, "What the receiver got is not sealed to it.")
        }
    }

    /// What stands in a sealed answer.
    func data(in sealed: [UInt8]) throws -> JSONNode? {
        try DemoPrograms.document(open(sealed))
    }

    /// Reads the answer of a hand-over, and makes the proof that it could.
    func taken(_ recordID: String, _ sealed: [UInt8]) throws -> Taken? {
        let text = try open(sealed)
        guard let data = try DemoPrograms.document(text), let record = RecordName(recordID),
            let lease = data["handover"]?["lease"]?.string, let nonce = data["handover"]?["ackNonce"]?.string
        else { return nil }
        return Taken(
            recordID: recordID, data: data, lease: lease,
            proof: Proof.text(nonce: nonce, record: record, document: text))
    }
}
