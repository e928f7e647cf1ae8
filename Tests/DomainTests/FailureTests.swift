import Domain
import Testing

struct FailureTests {
    @Test(arguments: [
        (Failure.badRequest("m"), 400, "bad_request"), (.unauthorized, 401, "unauthorized"),
        (.forbidden("m"), 403, "forbidden"),
        (.notFound("m"), 404, "not_found"), (.conflict("m"), 409, "conflict"), (.tooLarge("m"), 413, "too_large"),
        (.unsupportedMedia("m"), 415, "unsupported_media"), (.invalid(field: "f", "m"), 422, "invalid"),
        (.rateLimited(retryAfter: 3), 429, "rate_limited"), (.internal("d"), 500, "internal"),
        (.unavailable("m"), 503, "unavailable"),
    ])
    func statusesAndWords(failure: Failure, status: Int, word: String) {
        #expect(failure.httpStatus == status && failure.word == word)
        #expect(failure.isOurs == (status >= 500))
        #expect(failure.isNotFound == (status == 404) && failure.isConflict == (status == 409))
        #expect(failure.isForbidden == (status == 403) && failure.isUnavailable == (status == 503))
    }

    @Test func fieldsAndSeconds() {
        #expect(Failure.rateLimited(retryAfter: 7).retryAfter == 7)
        #expect(Failure.unavailable("m", retryAfter: 5).retryAfter == 5)
        let inner = Failure.unavailable("m", retryAfter: 5, detail: "d").inside("records.3")
        #expect(inner.field == "records.3" && inner.retryAfter == 5 && inner.detail == "d" && inner.httpStatus == 503)
        #expect(Failure.invalid(field: "dob", "m").inside("identities").field == "identities.dob")
        #expect(Failure.internal("secret place").message == Failure.internal("other place").message)
    }
}

/// Nothing that prints a value of these types, on purpose or by accident, shows what is in it.
struct DisclosureTests {
    private struct Holder {
        let text: Sensitive<String>
        let sealed: Sealed
        let failure: Failure
    }

    @Test func nothingPrints() {
        let marker = "Zanzibar"
        let holder = Holder(
            text: Sensitive(marker), sealed: Sealed(bytes: Array(marker.utf8)), failure: .internal("at \(marker)"))
        let bytes = Sensitive(Array(marker.utf8))
        let numbers = "\(Array(marker.utf8))".dropFirst().dropLast()
        var printed: [String] = []
        let values: [Any] = [
            holder, holder.text, holder.sealed, holder.failure, bytes, [holder.text], ["k": holder.sealed],
            Optional(bytes) as Any,
            Submission.Text(slug: .email, value: holder.text), Certificate(name: "c", json: holder.text),
            CustomField(name: "c", value: holder.text),
            Submission(refID: nil, texts: [.init(slug: .email, value: holder.text)]),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            printed += [String(describing: value), String(reflecting: value), "\(value)", dumped]
            printed += Mirror(reflecting: value).children.map { "\($0)" }
        }
        printed += [
            "\(holder.text)", "\(holder.sealed)", "\(holder.failure)", "\(bytes)", holder.failure.localizedText,
        ]
        #expect(printed.count > 40)
        for text in printed { #expect(!text.contains(marker) && !text.contains(numbers), "\(text.count) characters") }
        #expect(holder.text.withExposed { $0 } == marker && holder.failure.detail == "at \(marker)")
    }
}

extension Failure {
    fileprivate var localizedText: String { "\(self as any Error)" }
}
