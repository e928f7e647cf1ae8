internal import AsyncHTTPClient
internal import ServiceLifecycle
internal import WebCore
internal import Wire

/// Runs the story on a real server in this process.
struct Demo {
    static let service = "demo_shop"
    let people: String
    let person: SamplePerson
    let settings: DataSettings
    /// End when the story ends, instead of leaving the server running.
    let endsByItself: Bool

    /// - Parameter people: the folder of the sample people.
    init(people: String, settings: DataSettings, endsByItself: Bool) throws {
        let folders = try ImportSource(people)
        guard case .folders(let paths) = folders.kind, let first = paths.first else {
            throw LaunchFailure(.badInput, "\(people) is no folder of people.")
        }
        self.people = people
        person = try SamplePerson(folder: paths.first { $0.hasSuffix("/ada-example") } ?? first)
        self.settings = settings
        self.endsByItself = endsByItself
    }

    /// - Returns: whether every check held.
    func run() async throws -> Bool {
        let data = try await OpenData.open(settings, mayCreate: true, reached: Entry.reached)
        let (addresses, running) = AsyncThrowingStream.makeStream(of: String.self)
        let group = Server.group(data, ServeSettings(loopbackWith: EdgeSettings())) { running.yield($0) }
        do {
            let hasHeld = try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    do {
                        try await group.run()
                        running.finish()
                    } catch {
                        running.finish(throwing: error)
                    }
                }
                var iterator = addresses.makeAsyncIterator()
                guard let address = try await iterator.next() else { return false }
                let hasHeld = try await tell(data, address)
                if endsByItself { await group.triggerGracefulShutdown() }
                try await tasks.waitForAll()
                return hasHeld
            }
            await data.close()
            return hasHeld
        } catch {
            await data.close()
            throw error
        }
    }

    private func tell(_ data: OpenData, _ address: String) async throws -> Bool {
        var narrator = Narrator(isJSON: settings.isJSON)
        narrator.print("Lethe, shown with invented people.\n")
        narrator.say("data    \(data.directory.path)\nserver  \(address)")
        let elsewhere = try ScratchDirectory.make()
        defer { ScratchDirectory.remove(elsewhere) }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let told = try await AdminClient.with(AdminSocket(in: data.directory)) { admin in
                _ = try await admin.post("services") { writer in
                    writer.member("name", "Demo shop")
                    writer.member("clientId", Self.service)
                }
                let story = DemoStory(
                    admin: admin,
                    programs: DemoPrograms(client: client, address: address, service: Self.service), person: person,
                    people: people, data: data.directory.path, elsewhere: elsewhere)
                var narrator = narrator
                let keys = try await story.tell(&narrator)
                return (narrator, keys)
            }
            narrator = told.0
            try await client.shutdown()
            end(narrator, told.1, address, data.directory)
            return narrator.hasHeld
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func end(_ narrator: Narrator, _ keys: DemoStory.Keys, _ address: String, _ directory: DataDirectory) {
        let failed = narrator.checks.count { !$0.isHeld }
        let all = narrator.checks.count
        narrator.print(failed == 0 ? "\nAll \(all) checks held." : "\n\(failed) of \(all) checks FAILED.")
        if settings.isJSON { Terminal.print(narrator.document(address: address, data: directory.path)) }
        guard !endsByItself else { return }
        let program = CommandLine.arguments.first ?? "lethe"
        let base = "\(address)/kyc/1.0/connect/\(Self.service)"
        narrator.print(
            """

            The server keeps running. Try, in another terminal:

              curl -H "Authorization: \(keys.metadata)" \\
                   \(base)/applicants
              curl -H "Authorization: \(keys.text)" \\
                   \(base)/refId/\(person.refID)
              \(program) service list --data \(directory.path)
              \(program) doctor --data \(directory.path)

            Ctrl-C ends it and removes \(directory.path).
            """)
    }
}
