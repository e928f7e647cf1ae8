import Console
import Domain
import Testing

@Suite("The forms of submission page and review")
struct IntakeSettingsTests {
    private static func service(_ change: (inout ServiceSettings) -> Void = { _ in }) -> Service {
        var settings = ServiceSettings()
        settings.ownAttributes = [OwnAttribute(slug: Slug(stored: "tax_number"), kind: .text)]
        settings.requiredAttributes = [Slug(stored: "email")]
        settings.submission.isOn = true
        settings.submission.consentText = "Agreed.\nTwo lines."
        settings.submission.optionalAttributes = [Slug(stored: "phone"), Slug(stored: "email")]
        settings.submission.frameOrigins = ["https://shop.example.com"]
        settings.submission.statusTexts = [.approved: "Welcome."]
        settings.review.feedbackTexts = ["Blurred.\nTake it in daylight."]
        settings.review.fields = [FieldDefinition(name: "Risk", options: ["Low", "High"])]
        settings.review.approvingCertificates = ["gold check"]
        settings.review.needsFourEyes = true
        change(&settings)
        return Service(
            serviceID: ServiceID(stored: String(repeating: "a", count: 24)), clientID: ClientID(stored: "acme_00001"),
            name: "Acme", settings: settings, createdAt: Instant(milliseconds: 0))
    }

    @Test("a form that nobody touched changes nothing")
    func untouched() {
        let service = Self.service()
        let (page, pageFailures) = SubmissionInput(service).applied(to: service)
        let (review, reviewFailures) = ReviewInput(service).applied(to: service)
        #expect(page == service)
        #expect(review == service)
        #expect(pageFailures.isEmpty && reviewFailures.isEmpty)
    }

    @Test("a page without a consent text is not on, and keeps the text it has")
    func consent() {
        var input = SubmissionInput(Self.service())
        input.consentText = " \r\n "
        let (wanted, failures) = input.applied(to: Self.service())
        #expect(failures.map(\.field) == ["consentText"])
        #expect(wanted == Self.service())
        input.isOn = false
        #expect(input.applied(to: Self.service()).failures.isEmpty)
        // Also where it was off: nothing turns it on without a text.
        let off = Self.service { ($0.submission.isOn, $0.submission.consentText) = (false, "") }
        input.isOn = true
        #expect(input.applied(to: off).failures.map(\.field) == ["consentText"])
        #expect(input.applied(to: off).service == off)
    }

    @Test("everything that is wrong is said at once, in the order of the form")
    func allProblems() {
        var input = SubmissionInput(Self.service())
        input.consentText = String(repeating: "a", count: 8001)
        input.optionalAttributes = ["nothing_known"]
        input.frameOrigins = "https://shop.example.com/path"
        input.statusTexts = [.rejected: String(repeating: "a", count: 1001)]
        #expect(
            input.applied(to: Self.service()).failures.map(\.field)
                == ["consentText", "optionalAttributes", "frameOrigins", "statusTexts"])
        var review = ReviewInput(Self.service())
        review.approvingCertificates = String(repeating: "a", count: 121)
        review.feedbackTexts = [String(repeating: "a", count: 1001)]
        review.fields = [.init(name: "Risk", options: "Low\nLow")]
        #expect(
            review.applied(to: Self.service()).failures.map(\.field)
                == ["approvingCertificates", "feedbackTexts", "fields"])
    }

    @Test("what the service requires is neither offered nor forgotten by a save")
    func required() {
        var input = SubmissionInput(Self.service())
        #expect(input.optionalAttributes == ["phone"])
        input.optionalAttributes = ["tax_number", "given_name", "email"]
        let offered = input.applied(to: Self.service()).service.settings.submission.optionalAttributes
        #expect(offered.map(\.text) == ["given_name", "email", "tax_number"])
    }

    @Test("rows of custom fields: empty ones go, half ones are refused")
    func fields() {
        func read(_ rows: [(String, String)]) -> (fields: [FieldDefinition], count: Int) {
            var input = ReviewInput(Self.service())
            input.fields = rows.map { .init(name: $0.0, options: $0.1) }
            let (service, failures) = input.applied(to: Self.service())
            return (service.settings.review.fields, failures.count)
        }
        let one = FieldDefinition(name: "Channel", options: ["Web", "Shop, old"])
        #expect(read([(" Channel ", " Web \r\n\r\nShop, old"), ("", " \n")]).fields == [one])
        #expect(read([]).fields.isEmpty)
        for rows in [[("", "Web")], [("Channel", "")], [("A", "x"), ("A", "y")]] {
            #expect(read(rows).count == 1)
            #expect(read(rows).fields == Self.service().settings.review.fields)
        }
    }

    @Test("after somebody else has saved, what is mine stays and what is theirs shows")
    func merge() {
        let before = Self.service()
        let shown = IntakeFingerprint(ReviewInput.settings, of: before)
        var mine = ReviewInput(before)
        mine.feedbackTexts = ["Mine"]
        let theirs = Self.service {
            $0.review.feedbackTexts = ["Theirs"]
            $0.review.approvingCertificates = ["silver"]
            $0.submission.consentText = "Of another page."
        }
        #expect(shown.changes(of: ReviewInput.settings, in: theirs) == [.approvingCertificates, .feedbackTexts])
        let merged = mine.merged(shown: shown, with: theirs)
        #expect(merged.feedbackTexts == ["Mine"])
        #expect(merged.approvingCertificates == "silver")
        #expect(merged.fields == ReviewInput(before).fields)
        #expect(shown.changes(of: ReviewInput.settings, in: before).isEmpty)
        #expect(IntakeFingerprint("nonsense").changes(of: ReviewInput.settings, in: before) == ReviewInput.settings)
    }
}
