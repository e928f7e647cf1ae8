import Domain
import Testing

struct SubmissionTests {
    @Test func withinTheRules() {
        #expect(field([("given_name", "Ada"), ("email", String(repeating: "e", count: 8192))]) == nil)
        #expect(field([]) == nil)
    }

    @Test func refusals() {
        #expect(field([("tax_id", "1")]) == "identities.tax_id")
        #expect(field([("selfie", "text where a picture belongs")]) == "identities.selfie")
        #expect(field([("dob", "1"), ("dob", "1")]) == "identities.dob")
        #expect(field([("dob", "1")], pictures: ["passport", "passport"]) == "identities.passport")
        #expect(field([], pictures: ["dob"]) == "identities.dob")
        #expect(field([("dob", String(repeating: "é", count: 4097))]) == "identities.dob")
        #expect(field([("dob", "1")], required: ["dob", "email"]) == "identities.email")
        #expect(field([("dob", "1")], pictures: ["selfie"], required: ["dob", "selfie"]) == nil)
    }

    @Test func theEmailTellsWhoItIs() {
        let texts = [("given_name", "Ada"), ("email", "ada@example.com")]
        #expect(submission(texts).email?.withExposed { $0 } == "ada@example.com")
        #expect(submission([("given_name", "Ada")]).email == nil)
    }

    private func submission(_ texts: [(String, String)], pictures: [String] = []) -> Submission {
        let png: [UInt8] =
            [
                0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0,
                0, 1,
            ]
            + [UInt8](repeating: 0, count: 9)
        return Submission(
            refID: nil, texts: texts.map { .init(slug: Slug(stored: $0.0), value: Sensitive($0.1)) },
            pictures: pictures.compactMap { try? .init(slug: Slug(stored: $0), bytes: png, field: $0) })
    }

    private func field(_ texts: [(String, String)], pictures: [String] = [], required: [String] = []) -> String? {
        refusal {
            try submission(texts, pictures: pictures).checked(
                against: .standard, required: Set(required.map { Slug(stored: $0) }),
                fieldOf: { "identities.\($0.text)" })
        }?.field
    }
}
