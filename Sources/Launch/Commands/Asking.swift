internal import Domain
internal import Logging
internal import Wire

extension DataOptions {
    /// Asks a running Lethe, or opens the data for the length of `body`.
    func ask<Result: Sendable>(
        mayCreate: Bool = false, _ body: @escaping @Sendable (AdminClient) async throws -> Result
    ) async throws -> Result {
        let settings = try await DataSettings(self, standardLevel: .warning)
        settings.bootstrapLogging()
        return try await AdminSession.run(settings, mayCreate: mayCreate, body)
    }

    /// Asks, and prints the answer: as it is with `--json`, else in the words of `render`.
    func answer(
        mayCreate: Bool = false, _ body: @escaping @Sendable (AdminClient) async throws -> [UInt8],
        render: (JSONNode) -> String
    ) async throws {
        let answer = try await ask(mayCreate: mayCreate, body)
        guard !json else { return Terminal.print(answer) }
        do {
            Terminal.print(render(try JSONDocument(parsing: answer, limits: JSONLimits(maximumValues: .max)).root))
        } catch {
            throw LaunchFailure(.inputOutput, "The administration server's answer can't be read.")
        }
    }
}

/// Places on the administration server. Names are checked here, so that they can stand in a path.
enum AdminPath {
    static func service(_ name: String, _ rest: String = "") throws -> String {
        do {
            return "services/\(try ClientID(name).text)\(rest)"
        } catch {
            throw LaunchFailure(.badInput, error.message, field: "service")
        }
    }

    static func key(_ name: String) throws -> String {
        guard let keyID = KeyID(name) else {
            throw LaunchFailure(
                .badInput, "A key's id is 12 letters and digits: what follows lethe_live_ in the key.", field: "key")
        }
        return "keys/\(keyID.text)"
    }
}
