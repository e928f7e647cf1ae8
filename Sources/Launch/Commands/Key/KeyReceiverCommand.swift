internal import ArgumentParser
internal import Wire

/// `lethe key receiver`
struct KeyReceiverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receiver",
        abstract: "Bind a key to its receiver's public key, or remove it.",
        discussion: """
            Every answer with attributes is sealed to the receiver from then on; whoever steals the API key gets \
            ciphertext. First --public: it prints a challenge, sealed to that key, and changes nothing. Whoever has the \
            private key opens it; --answer with what it holds binds the key.
            """)

    @Argument(help: "The key's id.")
    var key: String

    @Option(
        name: .customLong("public"),
        help: ArgumentHelp(
            "The receiver's public key, a JWK or PEM: RSA of 3072 bits or more, P-256 or X25519.", valueName: "file"))
    var publicKey: String?

    // What a challenge holds may begin with a hyphen.
    @Option(parsing: .unconditional, help: ArgumentHelp("What the challenge holds.", valueName: "text"))
    var answer: String?

    @Flag(help: "Answer in the open again.")
    var remove = false

    @OptionGroup(title: "Data")
    var data: DataOptions

    func validate() throws {
        guard [publicKey != nil, answer != nil, remove].count(where: { $0 }) == 1 else {
            throw ValidationError("Say one of --public, --answer and --remove.")
        }
    }

    func run() async throws {
        let path = try AdminPath.key(key) + "/receiver"
        if let publicKey {
            let text = try Self.read(publicKey)
            try await data.answer { client in
                try await client.post(path) { $0.member("receiverKey", text) }
            } render: {
                Self.render($0)
            }
        } else if let answer {
            try await data.answer { client in
                try await client.post(path + "/answer") { $0.member("answer", answer) }
            } render: {
                KeyCommand.describe($0)
            }
        } else {
            try await data.answer { client in
                try await client.delete(path)
            } render: {
                KeyCommand.describe($0)
            }
        }
    }

    private static func read(_ file: String) throws -> String {
        guard let bytes = SmallFile.bytes(file, limit: 64 * 1024), let text = String(validating: bytes, as: UTF8.self)
        else {
            throw LaunchFailure(.badInput, "\(file) can't be read as a JWK or PEM.", field: "receiverKey")
        }
        return text
    }

    private static func render(_ offer: JSONNode) -> String {
        """
        \(offer["challenge"]?.string ?? "")

        This is a challenge, sealed to the key with the thumbprint \(offer["thumbprint"]?.string ?? "").
        Nothing has changed yet. Open it with the private key, and bind the key until \(offer["endsAt"]?.string ?? ""):
          lethe key receiver KEYID --answer TEXT
        """
    }
}
