internal import Domain
internal import Wire

/// An invented person of the sample folder, as the files have it.
struct SamplePerson: Sendable {
    let refID: String
    /// Text attributes by slug.
    let texts: [String: String]
    let certificates: [String: String]
    /// Picture files by slug.
    let pictures: [String: [UInt8]]

    /// - Throws: exit code 65 when the folder holds no person.
    init(folder: String) throws {
        guard let line = try? PersonFolder(path: folder).line(),
            let document = try? JSONDocument(parsing: line), let person = try? ImportDocument(document)
        else { throw LaunchFailure(.badInput, "\(folder) holds no person that can be read.") }
        refID = person.refID
        texts = Dictionary(person.texts.map { ($0.slug, $0.value) }, uniquingKeysWith: { $1 })
        certificates = Dictionary(person.certificates.map { ($0.slug, $0.json) }, uniquingKeysWith: { $1 })
        pictures = Dictionary(person.pictures.map { ($0.slug, $0.bytes) }, uniquingKeysWith: { $1 })
    }

    /// Values by which this person alone is known. A short one such as a first name of three letters would be found by
    /// accident in any few megabytes of random bytes.
    var telling: [String] {
        var values = [texts["family_name"], texts["email"]]
        values += texts.filter { $0.key.hasSuffix("_number") || $0.key.hasPrefix("crypto_address") }.map(\.value)
        for (slug, member) in [("address", "address"), ("phone", "phoneNumber")] {
            guard let text = texts[slug], let parts = try? JSONDocument(parsing: Array(text.utf8)) else { continue }
            values.append(parts.root[member]?.string)
        }
        return Set(values.compactMap(\.self)).filter { $0.utf8.count >= 6 }.sorted()
    }
}
