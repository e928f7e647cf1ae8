import Testing
import Wire

@Suite struct WireDateTests {
    @Test(
        arguments: [
            (1_542_019_757_973, "2018-11-12T10:49:17.973Z"), (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"), (1_000_000_000_007, "2001-09-09T01:46:40.007Z"),
        ] as [(Int64, String)])
    func writesAndReads(_ milliseconds: Int64, _ text: String) {
        #expect(WireDate.string(milliseconds: milliseconds) == text)
        #expect(WireDate.parse(text) == milliseconds)
        #expect(WireDate.parse(Array(text.utf8)) == milliseconds)
    }

    @Test func timesOutsideBecomeTheEdges() {
        #expect(WireDate.string(milliseconds: .max) == "9999-12-31T23:59:59.999Z")
        #expect(WireDate.string(milliseconds: .min) == "0000-01-01T00:00:00.000Z")
    }

    /// A calendar that counts days one by one through all ten thousand years must agree: on every day around our time,
    /// elsewhere on the days at which months turn.
    @Test func agreesWithACountedCalendar() {
        var time = WireDate.range.lowerBound
        var bytes: [UInt8] = []
        var wrong = 0
        for year in 0...9999 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    defer { time += 86_400_000 }
                    guard (1890...2110).contains(year) || day == 1 || day >= 28 else { continue }
                    bytes.removeAll(keepingCapacity: true)
                    WireDate.write(milliseconds: time, into: &bytes)
                    let digits = [year / 1000, year / 100 % 10, year / 10 % 10, year % 10].map { UInt8(48 + $0) }
                    let isRight =
                        bytes.count == 24 && bytes[..<4].elementsEqual(digits)
                        && bytes[5] == UInt8(48 + (month + 1) / 10) && bytes[6] == UInt8(48 + (month + 1) % 10)
                        && bytes[8] == UInt8(48 + day / 10) && bytes[9] == UInt8(48 + day % 10)
                    if !isRight || (year % 7 == 0 && WireDate.parse(bytes) != time) { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
        #expect(time == WireDate.range.upperBound + 1)
    }

    @Test func everyTimeGoesThereAndBack() {
        var random = Xorshift(seed: 1582)
        let span = UInt64(WireDate.range.upperBound - WireDate.range.lowerBound)
        var previous = ("", Int64.min)
        for _ in 0..<20_000 {
            let time = WireDate.range.lowerBound + Int64(random.next() % span)
            let text = WireDate.string(milliseconds: time)
            #expect(WireDate.parse(text) == time)
            #expect((text < previous.0) == (time < previous.1))
            previous = (text, time)
        }
    }

    @Test(
        arguments: [
            ("2018-11-12T10:49:17Z", 1_542_019_757_000), ("2018-11-12T10:49:17.9Z", 1_542_019_757_900),
            ("2018-11-12T10:49:17.97Z", 1_542_019_757_970), ("2018-11-12T10:49:17.973999999Z", 1_542_019_757_973),
            ("1969-12-31T23:59:59.9999Z", -1),
        ] as [(String, Int64)])
    func readsOtherFractions(_ text: String, _ milliseconds: Int64) {
        #expect(WireDate.parse(text) == milliseconds)
    }

    @Test(arguments: [
        "", "Z", "2018-11-12", "2018-11-12T10:49Z", "2018-11-12T10:49:17", "2018-11-12T10:49:17.Z",
        "2018-11-12T10:49:17.1234567890Z", "2018-11-12T10:49:17.973z", "2018-11-12t10:49:17.973Z",
        "2018-11-12 10:49:17.973Z", "2018-11-12T10:49:17.973+00:00", "2018-11-12T10:49:17,973Z",
        "2018-13-12T10:49:17.973Z", "2018-00-12T10:49:17.973Z", "2018-11-31T10:49:17.973Z",
        "2018-11-00T10:49:17.973Z", "2019-02-29T10:49:17.973Z", "1900-02-29T10:49:17.973Z",
        "2018-11-12T24:00:00.000Z", "2018-11-12T10:60:17.973Z", "2016-12-31T23:59:60.000Z",
        "+2018-11-12T10:49:17.973Z", "-018-11-12T10:49:17.973Z", "2018-11-12T10:49:17.973Z ",
        " 2018-11-12T10:49:17.973Z", "2018-11-12T10:49:17.9-3Z", "20181112T104917.973Z", "2018-11-12T1a:49:17.973Z",
        "２018-11-12T10:49:17Z", "2018-11-12T10:49:17.973ZZ",
    ])
    func refuses(_ text: String) {
        #expect(WireDate.parse(text) == nil)
    }
}
