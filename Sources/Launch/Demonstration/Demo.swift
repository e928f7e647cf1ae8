internal import AsyncHTTPClient
internal import ServiceLifecycle
internal import UseCases
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
        let (addresses, running) = AsyncThrowingStream.makeStream(of: ServedAddresses.self)
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
                guard let addresses = try await iterator.next() else { return false }
                let hasHeld = try await tell(data, addresses)
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

    private func tell(_ data: OpenData, _ addresses: ServedAddresses) async throws -> Bool {
        var narrator = Narrator(isJSON: settings.isJSON)
        narrator.print("Lethe, shown with invented people.\n")
        narrator.say("data    \(data.directory.path)\nserver  \(addresses.api)")
        let elsewhere = try ScratchDirectory.make()
        defer { ScratchDirectory.remove(elsewhere) }
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
        do {
            let told = try await AdminClient.with(AdminSocket(in: data.directory)) { admin in
                _ = try await admin.post("services") { writer in
                    writer.member("name", "Demo shop")
                    writer.member("clientId", Self.service)
                }
                let story = DemoStory(
                    admin: admin, receiver: try DemoReceiver(),
                    programs: DemoPrograms(client: client, address: addresses.api, service: Self.service),
                    person: person, people: people, data: data.directory.path, elsewhere: elsewhere)
                var narrator = narrator
                let keys = try await story.tell(&narrator)
                let link = try await letPeopleIn(data.registry, addresses, client, &narrator)
                return (narrator, keys, link)
            }
            narrator = told.0
            try await client.shutdown()
            end(narrator, told.1, told.2, addresses, data.directory)
            return narrator.hasHeld
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// The link for the first member. A demonstration that ends by itself takes it up; otherwise the person who watches
    /// does.
    private func letPeopleIn(
        _ registry: Registry, _ addresses: ServedAddresses, _ client: HTTPClient, _ narrator: inout Narrator
    ) async throws -> String {
        narrator.begin("People get a console")
        guard let console = addresses.console,
            let link = try await MemberLink.forFirstMember(of: registry, console: console)?.url
        else {
            narrator.check("There is a link for the first member.", false)
            return ""
        }
        var browser = DemoBrowser(client: client, console: console)
        narrator.check("The sign-in page answers at \(console).", try await browser.findsSignIn())
        guard endsByItself else { return link }
        let bytes = SystemRandomness.bytes(16)
        let password = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        narrator.check(
            "The one-time link lets the first owner in.", try await browser.joins(by: link, password: password))
        narrator.check("A second time it opens nothing.", try await browser.isRefused(link))
        return link
    }

    private func end(
        _ narrator: Narrator, _ keys: DemoStory.Keys, _ link: String, _ addresses: ServedAddresses,
        _ directory: DataDirectory
    ) {
        let failed = narrator.checks.count { !$0.isHeld }
        let all = narrator.checks.count
        narrator.print(failed == 0 ? "\nAll \(all) checks held." : "\n\(failed) of \(all) checks FAILED.")
        let open = endsByItself ? nil : link
        if settings.isJSON { Terminal.print(narrator.document(addresses, link: open, data: directory.path)) }
        guard !endsByItself else { return }
        let program = CommandLine.arguments.first ?? "lethe"
        let base = "\(addresses.api)/kyc/1.0/connect/\(Self.service)"
        narrator.print(
            """

            The server keeps running, with the \(Self.service) and its people. The console:

              \(addresses.console ?? "")

            To get in, open this within an hour. It works once, and makes you an owner:

              \(link)

            Or, as the merchant's programs do, in another terminal:

              curl -H "Authorization: \(keys.metadata)" \\
                   \(base)/applicants
              curl -H "Authorization: \(keys.text)" \\
                   \(base)/refId/\(person.refID)
              \(program) service list --data \(directory.path)
              \(program) member link --data \(directory.path)

            Ctrl-C ends it and removes \(directory.path).
            """)
    }
}
