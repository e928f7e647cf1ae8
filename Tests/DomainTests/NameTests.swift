import Domain
import Testing

struct NameTests {
    @Test(arguments: ["a", "z9", "a_", "given_name", "crypto_address_eth", "a" + String(repeating: "0", count: 63)])
    func slugs(text: String) throws {
        #expect(try Slug(text).text == text)
    }

    @Test(arguments: [
        "", "A", "9a", "_a", "a-b", "a b", "a.b", "é", "aé", "a\n", "a\u{0}", "a" + String(repeating: "0", count: 64),
    ])
    func noSlugs(text: String) {
        let failed = refusal { _ = try Slug(text, field: "identities.x") }
        #expect(failed?.httpStatus == 422 && failed?.field == "identities.x")
    }

    @Test(arguments: [
        "1", "12-3", "0xAbCdEf0123456789aBcDeF0123456789abcdef01", "ada@example.com", "a/b?c=d&e#f%20", " ", "名前",
        "d3b07384-d113-4ec6-a5d5-1c3b4b6e7f80", String(repeating: "x", count: 256), String(repeating: "é", count: 128),
        "line\u{2028}separator", "👩‍👩‍👧",
    ])
    func refIDs(text: String) throws {
        #expect(try RefID(text).text == text)
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 257), String(repeating: "é", count: 129), "a\u{0}b", "a\nb", "\t", "\r",
        "a\u{1B}[0m", "a\u{7F}", "a\u{80}", "a\u{9F}",
    ])
    func noRefIDs(text: String) {
        let failed = refusal { _ = try RefID(text) }
        #expect(failed?.httpStatus == 422 && failed?.field == "refId")
        if !text.isEmpty { #expect(failed.map { !$0.message.contains(text) } == true) }
    }

    @Test func refIDsAreComparedExactly() throws {
        #expect(try RefID("0xAB") != RefID("0xab"))
        #expect(try RefID("a") != RefID("a "))
        // Two spellings of one letter: the store keeps them apart, so must everybody.
        #expect(try RefID("\u{E9}") != RefID("e\u{301}"))
        #expect(try Set([RefID("\u{E9}"), RefID("e\u{301}"), RefID("\u{E9}")]).count == 2)
    }

    @Test(arguments: ["ab", "acme_3f9c1", "a-b", "a0", "a" + String(repeating: "z", count: 63)])
    func clientIDs(text: String) throws {
        #expect(try ClientID(text).text == text)
    }

    @Test(arguments: [
        "", "a", "Ab", "0a", "_ab", "-ab", "a b", "a/b", "a.b", "añ", "a" + String(repeating: "z", count: 64),
    ])
    func noClientIDs(text: String) {
        #expect(refusal { _ = try ClientID(text) }?.field == "clientId")
    }

    @Test(arguments: [
        ("Acme", "acme_3f9c1"), ("Acme  Bank, Ltd.", "acme_bank_ltd_3f9c1"), ("", "service_3f9c1"),
        ("1st Bank", "service_1st_bank_3f9c1"), ("Ünïcode", "n_code_3f9c1"), ("---", "service_3f9c1"),
        ("日本", "service_3f9c1"), ("__a__", "a_3f9c1"),
        (String(repeating: "long ", count: 30), String(repeating: "long_", count: 8).dropLast() + "_3f9c1"),
    ])
    func proposals(name: String, expected: String) throws {
        let proposed = ClientID.proposed(for: name, random: [0x3F, 0x9C, 0x1A])
        #expect(proposed.text == expected)
        #expect(try ClientID(proposed.text) == proposed, "a proposal keeps the rules")
    }

    @Test func keyIDs() {
        #expect(KeyID("0123456789Az")?.text == "0123456789Az")
        for text in ["", "0123456789A", "0123456789Azz", "0123456789A_", "0123456789Aé", "0123456789A\n"] {
            #expect(KeyID(text) == nil)
        }
    }

    @Test func catalogue() throws {
        let own = [
            OwnAttribute(slug: Slug(stored: "tax_id"), kind: .text),
            OwnAttribute(slug: Slug(stored: "visa"), kind: .picture),
        ]
        let catalog = AttributeCatalog(own: own)
        let pictures = [
            "passport", "national_id", "driving_license", "selfie", "selfie_national_id", "proof_of_address",
        ]
        for slug in pictures { #expect(catalog.kind(of: Slug(stored: slug)) == .picture) }
        let texts =
            [
                "given_name", "family_name", "email", "dob", "phone", "address", "crypto_address_eth",
                "crypto_address_btc",
                "crypto_address_bsc", "crypto_address_matic", "crypto_address_solana", "crypto_address_cardano",
                "crypto_address_arb", "crypto_address_avax",
            ]
            + ["passport", "national_id", "driving_license"].flatMap { document in
                ["number", "issuing_country", "dob", "expiration", "given_name", "family_name"].map {
                    "\(document)_\($0)"
                }
            }
        for slug in texts { #expect(catalog.kind(of: Slug(stored: slug)) == .text, "\(slug)") }
        #expect(catalog.kind(of: Slug(stored: "tax_id")) == .text && catalog.kind(of: Slug(stored: "visa")) == .picture)
        #expect(AttributeCatalog.standard.kind(of: Slug(stored: "tax_id")) == nil)
        let mixed = ["zz", "visa", "selfie", "email", "given_name", "aa"].map { Slug(stored: $0) }
        let sorted = mixed.sorted(by: catalog.precedes).map(\.text)
        #expect(sorted == ["given_name", "email", "selfie", "visa", "aa", "zz"])
    }
}
