internal import ArgumentParser
internal import Domain
internal import Wire

/// A command that decides about one attribute.
protocol AttributeCommand: AsyncParsableCommand {
    static var decision: AttributeDecision { get }
    var candidate: CandidateOptions { get }
    var slug: String { get }
    var reason: ReasonOptions { get }
    var data: DataOptions { get }
}

extension AttributeCommand {
    mutating func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/review-attribute")
        let (candidate, slug, reason) = (candidate, slug, reason.text())
        try await data.answer { client in
            try await client.post(path) { writer in
                candidate.write(into: &writer)
                writer.member("slug", slug)
                writer.member("decision", Self.decision.rawValue)
                writer.memberIfPresent("reason", reason)
            }
        } render: { _ in
            "\(slug): \(Self.decision.rawValue)"
        }
    }
}
