internal import Domain
internal import UseCases
internal import Wire

/// What `lethe serve` says on standard output once it serves. The link for the first member stands there and nowhere else.
struct Announcement: Sendable {
    let registry: Registry
    let settings: ServeSettings
    let isJSON: Bool

    func print(_ addresses: ServedAddresses, _ directory: DataDirectory) async {
        let link = await link(addresses)
        if isJSON {
            Terminal.print(document(addresses, link, directory))
        } else {
            Terminal.print(text(addresses, link))
        }
        if addresses.console != nil, settings.console.url == nil, settings.isReachedByAnotherName {
            Terminal.complain(
                "Links to the console begin with an address that browsers may not reach. Say what they see with "
                    + "--console-url.")
        }
    }

    /// A server without a link still serves.
    private func link(_ addresses: ServedAddresses) async -> MemberLink? {
        guard let console = addresses.console else { return nil }
        do {
            let link = try await MemberLink.forFirstMember(of: registry, console: console)
            guard link != nil, Terminal.isJournal else { return link }
            Terminal.print(
                "Nobody can sign in to the console yet. `lethe member link` prints the link for the first one.")
            return nil
        } catch {
            Terminal.complain("The link for the first member can't be made. `lethe member link` says why.")
            return nil
        }
    }

    private var isTestData: Bool { (try? registry.isTestData()) ?? false }

    private func text(_ addresses: ServedAddresses, _ link: MemberLink?) -> String {
        var lines = ["Listening on \(addresses.api)"]
        if let console = addresses.console { lines.append("Console: \(console)") }
        if let metrics = addresses.metrics { lines.append("Metrics: \(metrics)") }
        if let link { lines.append("Nobody can sign in yet. Open this within an hour, once: \(link.url)") }
        if isTestData { lines.append("This is test data. Nothing in it may be about a real person.") }
        if let chaos = settings.chaos {
            lines.append("A share of \(chaos.share) of the API's answers fails on purpose.")
        }
        return lines.joined(separator: "\n")
    }

    private func document(
        _ addresses: ServedAddresses, _ link: MemberLink?, _ directory: DataDirectory
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("listening", addresses.api)
        writer.memberIfPresent("console", addresses.console)
        writer.memberIfPresent("metrics", addresses.metrics)
        writer.memberIfPresent("link", link?.url)
        writer.memberIfPresent("linkExpiresAt", milliseconds: link?.expiresAt.milliseconds)
        writer.member("data", directory.path)
        if isTestData { writer.member("testData", true) }
        writer.endObject()
        return writer.bytes
    }
}
