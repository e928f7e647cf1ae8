import Extraction
import Glibc
import Testing

@Suite struct NDJSONSinkTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let second = "65a0c0de0000000000000002"

    private func line(_ candidate: ReceivedCandidate) -> String {
        String(decoding: candidate.document(withPictures: true), as: UTF8.self) + "\n"
    }

    /// Opens the sink, keeps candidates and closes it; gives what came of each.
    private func keep(_ candidates: ReceivedCandidate...) throws -> [Kept] {
        let sink = try NDJSONSink(scratch.place("people.ndjson"))
        return try candidates.map { try sink.keep($0) { _ in } }
    }

    private var text: String? { scratch.text("people.ndjson") }

    @Test func addsALineForEach() throws {
        let (one, two) = try (Sample.candidate(), Sample.candidate(id: Self.second))
        #expect(try keep(one, two) == [.written(bytes: line(one).utf8.count), .written(bytes: line(two).utf8.count)])
        #expect(text == line(one) + line(two))
        #expect(scratch.mode("people.ndjson") == 0o600)
        #expect(try keep(two, one) == [.alreadyThere, .alreadyThere])
        #expect(text == line(one) + line(two))
        #expect(try NDJSONSink(scratch.place("people.ndjson")).submitCount(of: one.record) == 1)
    }

    @Test func stepsInTheirOrder() throws {
        var steps: [ExtractionStep] = []
        _ = try NDJSONSink(scratch.place("people.ndjson")).keep(Sample.candidate()) { steps.append($0) }
        #expect(steps == [.written, .synced])
    }

    @Test func aNewerSubmissionIsALineOfItsOwn() throws {
        let (one, newer) = try (Sample.candidate(), Sample.candidate(count: 2))
        _ = try keep(one)
        _ = try keep(newer)
        #expect(text == line(one) + line(newer))
        #expect(try keep(newer) == [.alreadyThere])
    }

    /// Wherever a crash tears the last line: it goes, the ones before stay, and the candidate is written whole.
    @Test func aTornLineIsCutOff() throws {
        let (one, two) = try (Sample.candidate(), Sample.candidate(id: Self.second))
        let (first, last) = (line(one), line(two))
        for count in stride(from: 1, to: last.utf8.count - 1, by: 7) {
            try scratch.write("people.ndjson", Array(first.utf8) + Array(last.utf8.prefix(count)))
            #expect(try keep(one) == [.alreadyThere])
            #expect(text == first)
            #expect(try keep(two) == [.written(bytes: last.utf8.count)])
            #expect(text == first + last)
        }
    }

    @Test func aLineThatOnlyLacksItsBreakStays() throws {
        let one = try Sample.candidate()
        try scratch.write("people.ndjson", String(line(one).dropLast()))
        #expect(try keep(one) == [.alreadyThere])
        #expect(text == line(one))
    }

    /// Some file systems leave room without content where the power went.
    @Test func roomWithoutContentIsCutOff() throws {
        let one = try Sample.candidate()
        for tail in [[0, 0, 0], [0, 0, UInt8(ascii: "\n")], Array("{\"a\":\0\0\n".utf8)] {
            try scratch.write("people.ndjson", Array(line(one).utf8) + tail)
            #expect(try keep(one) == [.alreadyThere])
            #expect(text == line(one))
        }
    }

    /// A path that was mistyped costs nobody a byte.
    @Test(arguments: [
        "notes of mine", "a\nb\n", "{\"recordId\":\"x\"}\n{\"recordId\":\"y\"}\n", "{\"half\":\n{}\n", "[1,2]",
    ])
    func anotherFileIsLeftAlone(content: String) throws {
        try scratch.write("people.ndjson", content)
        #expect(throws: ExtractionFailure.self) { try keep() }
        #expect(text == content)
    }

    @Test func emptyLinesStay() throws {
        let one = try Sample.candidate()
        try scratch.write("people.ndjson", "\n  \r\n" + line(one) + "\n")
        #expect(try keep(one) == [.alreadyThere])
        #expect(text == "\n  \r\n" + line(one) + "\n")
    }

    @Test func twoRunsDoNotShareAFile() throws {
        let first = try NDJSONSink(scratch.place("people.ndjson"))
        #expect(throws: ExtractionFailure.self) { try NDJSONSink(scratch.place("people.ndjson")) }
        withExtendedLifetime(first) {}
    }

    @Test func manyAtOnceAreWholeLines() async throws {
        let sink = try NDJSONSink(scratch.place("people.ndjson"))
        let candidates = try (10..<60).map { try Sample.candidate(id: "65a0c0de00000000000000\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for candidate in candidates { group.addTask { _ = try sink.keep(candidate) { _ in } } }
            try await group.waitForAll()
        }
        let lines = text?.split(separator: "\n").map { "\($0)\n" }.sorted()
        #expect(lines == candidates.map(line).sorted())
    }
}
