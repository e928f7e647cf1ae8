internal import Wire

/// The main job from end to end, told and checked.
struct DemoStory {
    /// A key of each scope.
    struct Keys: Sendable {
        let metadata: String
        let text: String
        let pictures: String
    }

    let admin: AdminClient
    let receiver: DemoReceiver
    let programs: DemoPrograms
    let person: SamplePerson
    let people: String
    let data: String
    /// An empty directory apart from the data.
    let elsewhere: String

    static let archiveAfterSeconds = 2

    /// - Returns: the keys that were made, for the person to go on with.
    func tell(_ narrator: inout Narrator) async throws -> Keys {
        try await bringIn(&narrator)
        let keys = try await makeKeys(&narrator)
        let before = try await compare(keys, &narrator)
        try await steal(keys, &narrator)
        let left = try await handOver(keys, before, &narrator)
        try await archive(keys, before, left, &narrator)
        try await search(&narrator)
        try await lookAtNeighbour(keys, &narrator)
        return keys
    }

    private func bringIn(_ narrator: inout Narrator) async throws {
        narrator.begin("People come in")
        narrator.say(
            "Importing the invented people of \(people). Every attribute is sealed before it touches the disk.")
        let path = try AdminPath.service(programs.service, "/import")
        let report = try await ImportRun(client: admin, path: path).run([ImportSource(people)])
        narrator.check("\(report.summary)", report.imported > 1 && report.refused.isEmpty && report.stop == nil)
    }

    private func makeKeys(_ narrator: inout Narrator) async throws -> Keys {
        narrator.begin("The merchant's programs get keys")
        let metadata = try await makeKey("metadata", "Status page", archives: false)
        let text = try await makeKey("text", "Customer file", archives: false)
        let pictures = try await makeKey("pictures", "Take-over", archives: true)
        try await receiver.bind(pictures.id, admin)
        narrator.say(
            """
            scope metadata   sees status, ids and dates
            scope text       sees these, and names, addresses, numbers and certificates
            scope pictures   sees all, sealed to the receiver's own key; whoever it has acknowledged is archived
                             \(Self.archiveAfterSeconds) seconds later
            """)
        return Keys(metadata: metadata.secret, text: text.secret, pictures: pictures.secret)
    }

    private func makeKey(
        _ scope: String, _ description: String, archives: Bool
    ) async throws -> (id: String, secret: String) {
        let answer = try await admin.post(AdminPath.service(programs.service, "/keys")) { writer in
            writer.member("description", description)
            writer.member("scope", scope)
            if archives {
                writer.member("archiveAfterSeconds", Self.archiveAfterSeconds)
                writer.member("archiveAfter", "acknowledgement")
            }
        }
        let made = try JSONDocument(parsing: answer).root
        return (made["id"]?.string ?? "", made["key"]?.string ?? "")
    }

    private func compare(_ keys: Keys, _ narrator: inout Narrator) async throws -> JSONNode {
        narrator.begin("Each key reads the same address and sees another part of \(person.refID)")
        guard let metadata = try await programs.candidate(person.refID, key: keys.metadata),
            let text = try await programs.candidate(person.refID, key: keys.text),
            let pictures = try await opened(person.refID, keys)
        else { throw LaunchFailure(.inputOutput, "The candidate can't be read.") }
        narrator.say(
            AnswerTable.text([("metadata", metadata), ("text", text), ("pictures", pictures)]))
        let (texts, images) = (Self.slugs(text, "string"), Self.slugs(pictures, "base64"))
        narrator.check(
            "The metadata key sees no attribute.", metadata["identities"] == nil && metadata["certs"] == nil)
        narrator.check(
            "The text key sees \(texts.count) texts and no picture.",
            texts == Set(person.texts.keys) && Self.slugs(text, "base64").isEmpty)
        let isSame = person.pictures.allSatisfy { slug, bytes in
            pictures["identities"]?[slug]?["value"]?.stringBytes.flatMap { Base64.decode($0) } == bytes
        }
        narrator.check(
            "The pictures key sees \(images.count) pictures besides, byte for byte those of the files.",
            isSame && images == Set(person.pictures.keys) && Self.slugs(pictures, "string") == texts)
        return pictures
    }

    /// One candidate, as the receiver can read it.
    private func opened(_ refID: String, _ keys: Keys) async throws -> JSONNode? {
        try await programs.bytes(of: refID, key: keys.pictures).flatMap { try receiver.data(in: $0) }
    }

    private func steal(_ keys: Keys, _ narrator: inout Narrator) async throws {
        narrator.begin("Whoever steals the pictures key gets ciphertext")
        let loot = try await programs.bytes(of: person.refID, key: keys.pictures) ?? []
        let search = ResidueSearch(for: person)
        narrator.say("\(String(decoding: loot.prefix(60), as: UTF8.self))… (\(loot.count >> 10) KiB)")
        narrator.check(
            "The thief finds none of \(search.patternCount) traces of the person in it.",
            loot.count > 1024 && search.count(in: loot) == 0)
        let found = search.count(in: try receiver.open(loot))
        narrator.check("The receiver, with its private key, finds \(found).", found > 0)
    }

    /// - Returns: the record id of one who was taken over and not acknowledged.
    private func handOver(_ keys: Keys, _ before: JSONNode, _ narrator: inout Narrator) async throws -> String {
        narrator.begin("Two are taken over, and one arrives safely")
        let ready = try await programs.ready(key: keys.pictures)
        let recordID = before["recordId"]?.string ?? ""
        guard ready.contains(recordID), let other = ready.first(where: { $0 != recordID }),
            let sealed = try await programs.takeOver(recordID, key: keys.pictures),
            let taken = try receiver.taken(recordID, sealed),
            try await programs.takeOver(other, key: keys.pictures) != nil
        else { throw LaunchFailure(.inputOutput, "Nobody is ready to be taken over.") }
        narrator.check("Of \(ready.count) who are ready, the receiver has taken two.", ready.count > 1)
        let meanwhile = try await programs.candidate(person.refID, key: keys.metadata)
        narrator.check(
            "However often it is read, nothing is planned: willArchiveAtDate is missing.",
            meanwhile != nil && meanwhile?["willArchiveAtDate"] == nil)
        let wrong = DemoReceiver.Taken(
            recordID: recordID, data: taken.data, lease: taken.lease, proof: String(repeating: "0", count: 64))
        narrator.check(
            "A proof by whoever could not read the answer is refused.",
            try await programs.acknowledge(wrong, key: keys.pictures) == nil)
        let answer = try await programs.acknowledge(taken, key: keys.pictures)
        let planned = answer?["willArchiveAtDate"]?.string
        narrator.check(
            "\(person.refID) is written down and acknowledged: willArchiveAtDate \(planned ?? "is missing").",
            planned != nil)
        return other
    }

    private func archive(
        _ keys: Keys, _ before: JSONNode, _ left: String, _ narrator: inout Narrator
    ) async throws {
        narrator.begin("The copy is safe over there, so the original goes")
        narrator.say("Waiting …")
        var after: JSONNode?
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(100))
            after = try await programs.candidate(person.refID, key: keys.metadata)
            if after?["isArchived"]?.boolean == true { break }
        }
        guard let after, let all = try await opened(person.refID, keys) else {
            throw LaunchFailure(.inputOutput, "The candidate can't be read.")
        }
        narrator.say(AnswerTable.text([("pictures, now", all)]))
        narrator.check("isArchived is true.", after["isArchived"]?.boolean == true)
        narrator.check("No key sees identities any more.", all["identities"] == nil)
        let certificates = person.certificates.allSatisfy { all["certs"]?[$0.key]?.string == $0.value }
        narrator.check(
            "Status and dates stayed.",
            ["status", "recordId", "approvedDate", "submitCount"].allSatisfy {
                all[$0]?.source == before[$0]?.source
            })
        narrator.check(
            "The certificate stayed, byte for byte.", certificates && !person.certificates.isEmpty)
        let records = try await programs.applicants(key: keys.metadata)?["records"]?.elements ?? []
        narrator.check(
            "Who was taken over and never acknowledged is not archived.",
            records.contains { $0["recordId"]?.string == left && $0["isArchived"]?.boolean == false })
    }

    private func search(_ narrator: inout Narrator) async throws {
        narrator.begin("Nothing is left to steal")
        let search = ResidueSearch(for: person)
        narrator.say(
            """
            Searching every byte of the data directory for the name, e-mail, address and numbers and for pieces of the
            pictures: plain, UTF-16, hexadecimal, and base64 at each alignment, \(search.patternCount) patterns in all.
            """)
        let (data, elsewhere) = (data, elsewhere)
        let result = try await Blocking.run { search.search(data) }
        narrator.check(
            "\(result.fileCount) files, \(result.byteCount >> 10) KiB searched: \(result.found) found.",
            result.found == 0 && result.fileCount > 4)
        let control = try await Blocking.run {
            try ScratchDirectory.write(search.control, to: "\(elsewhere)/control")
            return search.search(elsewhere)
        }
        narrator.check(
            "The search itself works: in a file elsewhere that holds them, \(control.found) of \(search.patternCount) found.",
            control.found == search.patternCount)
    }

    private func lookAtNeighbour(_ keys: Keys, _ narrator: inout Narrator) async throws {
        narrator.begin("Nobody else is touched")
        let records = try await programs.applicants(key: keys.metadata)?["records"]?.elements ?? []
        let neighbour = records.first { $0["refId"]?.string != person.refID && $0["isArchived"]?.boolean == false }
        guard let refID = neighbour?["refId"]?.string else {
            return narrator.check("There is a neighbour.", false)
        }
        let answer = try await programs.candidate(refID, key: keys.text)
        let name = answer?["identities"]?["given_name"]?["value"]?.string
        narrator.check("The neighbour \(refID) is still readable: given_name \(name ?? "is missing").", name != nil)
        let archived = records.count { $0["isArchived"]?.boolean == true }
        narrator.check("Of \(records.count) candidates \(archived) is archived.", archived == 1)
    }

    private static func slugs(_ answer: JSONNode, _ type: String) -> Set<String> {
        Set(answer["identities"]?.members.filter { $0.node["type"]?.string == type }.map(\.key) ?? [])
    }
}
