internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// Binds a key to a receiver in two steps, and lets it go again. What was pasted is never put back into a page: it may
/// have been the private key.
struct KeyReceiver: Sendable {
    let console: KeyPages

    @Sendable func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try offerPage(try console.overview(context), Problems(), context)
    }

    /// The second step has no page of its own: its challenge was told once.
    @Sendable func start(_ request: Request, _ context: ServiceContext) async throws -> Response {
        .seeOther("\(context.servicePath)/keys/\(try console.overview(context).key.keyID.text)/receiver")
    }

    @Sendable func offer(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        let text = form.text("receiverKey")
        let offer: ReceiverOffer
        do throws(Failure) {
            guard !text.isEmpty else {
                throw .invalid(field: "receiverKey", "Paste the receiver's public key, or choose a file that holds it.")
            }
            offer = try await console.registry.offerReceiver(text, for: overview.key.keyID, by: context.caller)
        } catch {
            guard error.belongsInForm else { throw error }
            var problems = Problems()
            problems.add("receiverKey", text.isEmpty ? error.message : "\(error.message) \(Self.notShown)")
            return try offerPage(overview, problems, context)
        }
        let question = ReceiverQuestion(
            challenge: offer.challenge, thumbprint: offer.thumbprint, isPEM: text.contains("-----BEGIN"))
        return try answerPage(overview, question, Problems(), context)
    }

    @Sendable func answer(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        let question = ReceiverQuestion(form)
        do throws(Failure) {
            guard !form.text("answer").isEmpty else {
                throw .invalid(field: "answer", "Give what the challenge holds.")
            }
            let caller = overview.key.receiver == nil ? context.caller : try await console.confirmed(form, context)
            _ = try await console.registry.answerChallenge(
                form.text("answer"), for: overview.key.keyID, by: caller)
            return .seeOther("\(context.servicePath)/keys", notice: .receiverBound)
        } catch {
            guard error.belongsInForm else { throw error }
            // No offer waits any more: it begins anew.
            if error.isConflict { return try offerPage(overview, Problems(error), context) }
            return try answerPage(overview, question, Problems(error), context)
        }
    }

    @Sendable func removal(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        guard overview.key.receiver != nil else {
            return .seeOther("\(context.servicePath)/keys/\(overview.key.keyID.text)")
        }
        return try removalPage(overview, Problems(), context)
    }

    @Sendable func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        do throws(Failure) {
            let caller = try await console.confirmed(form, context)
            guard overview.key.receiver != nil else {
                return .seeOther("\(context.servicePath)/keys", notice: .receiverRemoved)
            }
            _ = try await console.registry.removeReceiver(of: overview.key.keyID, by: caller)
            return .seeOther("\(context.servicePath)/keys", notice: .receiverRemoved)
        } catch {
            guard error.belongsInForm else { throw error }
            return try removalPage(overview, Problems(error), context)
        }
    }

    private static let notShown = "What you gave is not shown again, in case it was private."

    // MARK: pages

    private func offerPage(
        _ overview: KeyOverview, _ problems: Problems, _ context: ServiceContext
    ) throws -> Response {
        try page("keys-receiver", "Bind to a receiver", overview, nil, problems, context)
    }

    private func answerPage(
        _ overview: KeyOverview, _ question: ReceiverQuestion, _ problems: Problems, _ context: ServiceContext
    ) throws -> Response {
        try page("keys-receiver-answer", "Prove that the receiver can read", overview, question, problems, context)
    }

    private func removalPage(
        _ overview: KeyOverview, _ problems: Problems, _ context: ServiceContext
    ) throws -> Response {
        try page("keys-receiver-remove", "Remove the receiver", overview, nil, problems, context)
    }

    private func page(
        _ template: String, _ title: String, _ overview: KeyOverview, _ question: ReceiverQuestion?,
        _ problems: Problems, _ context: ServiceContext
    ) throws -> Response {
        let page = KeyReceiverPage(
            frame: console.frame(title, context), table: try KeyTable(console.registry, context),
            row: try console.row(overview, context), receiver: try state(of: overview.key, context),
            question: question, refusesPlain: overview.key.refusesPlain, problems: problems)
        return try console.pages.html(template, page, status: problems.status).retrying(after: problems.retryAfter)
    }

    /// What stands now; when it was bound is known to who sees the activity.
    func state(of key: APIKey, _ context: ServiceContext) throws(Failure) -> ReceiverState {
        var since: TimeCell?
        if key.receiver != nil, context.rights.contains(.seeActivity) {
            var filter = ActivityFilter()
            filter.keyID = key.keyID
            filter.kind = HistoryEvent.Kind.receiverBound.rawValue
            since = try console.registry.activity(
                filter, before: nil, limit: 1, in: context.service.serviceID, by: context.caller
            ).lines.first.map { TimeCell($0.at, now: context.visit.now) }
        }
        return ReceiverState(key, since: since, keysPath: "\(context.servicePath)/keys")
    }
}

/// The receiver of a key, as its dialogs show it.
struct ReceiverState: Sendable {
    let thumbprint: String?
    let since: TimeCell?
    /// Whether there is anything to seal.
    let isPossible: Bool
    let path: String
    let removePath: String

    init(_ key: APIKey, since: TimeCell?, keysPath: String) {
        thumbprint = key.receiver?.thumbprint
        self.since = since
        isPossible = key.scope.readsAttributes
        path = "\(keysPath)/\(key.keyID.text)/receiver"
        removePath = "\(path)/remove"
    }
}

/// The second step of a binding. The form carries it, since nobody keeps a challenge; what counts is the offer that waits.
package struct ReceiverQuestion: Sendable {
    package let challenge: String
    package let thumbprint: String
    let isPEM: Bool
    /// What opens the challenge where the private key lies.
    let program: String

    package init(challenge: String, thumbprint: String, isPEM: Bool) {
        self.challenge = Self.isPlain(challenge, longest: 4096) ? challenge : ""
        self.thumbprint = Self.isPlain(thumbprint, longest: 43) ? thumbprint : ""
        self.isPEM = isPEM
        program = Self.program(isPEM: isPEM)
    }

    init(_ form: Form) {
        self.init(
            challenge: form.text("challenge"), thumbprint: form.text("thumbprint"), isPEM: form.isTicked("isPEM"))
    }

    /// Whether it is made of base64url and dots, as ours are.
    private static func isPlain(_ text: String, longest: Int) -> Bool {
        text.utf8.count <= longest
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            }
    }

    package static func program(isPEM: Bool) -> String {
        let key =
            isPEM
            ? #"JWK.from_pem(open("private.pem", "rb").read())"# : #"JWK.from_json(open("private.jwk").read())"#
        return """
            from jwcrypto.jwe import JWE
            from jwcrypto.jwk import JWK
            key = \(key)
            sealed = JWE()
            sealed.deserialize(input("Challenge: ").strip(), key)
            print(sealed.payload.decode())
            """
    }
}

/// The dialogs about a key's receiver.
struct KeyReceiverPage: PageModel {
    let frame: PageFrame
    let table: KeyTable
    let row: KeyRow
    let receiver: ReceiverState
    let question: ReceiverQuestion?
    let refusesPlain: Bool
    let problems: Problems
}
