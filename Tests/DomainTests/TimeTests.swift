import Domain
import Testing

struct TimeTests {
    @Test func instantsStayAtTheEndOfTime() {
        #expect(Instant(milliseconds: 5).adding(seconds: 2).milliseconds == 2005)
        #expect(Instant(milliseconds: 5).adding(seconds: -2).milliseconds == -1995)
        #expect(Instant(milliseconds: .max - 999).adding(seconds: 1).milliseconds == .max)
        #expect(Instant(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
        #expect(Instant(milliseconds: 0).adding(seconds: .max).milliseconds == .max)
        #expect(Instant(milliseconds: 1) < Instant(milliseconds: 2))
    }

    @Test func idsSortByTime() {
        let times: [Int64] = [-5, 0, 1, 255, 256, 1_600_000_000_000, 1_600_000_000_001, (1 << 48) - 1]
        let high = [UInt8](repeating: 0xFF, count: 6)
        let low = [UInt8](repeating: 0, count: 6)
        for (earlier, later) in zip(times.dropFirst(), times.dropFirst(2)) {
            let first = RecordID(at: Instant(milliseconds: earlier), random: high)
            let second = RecordID(at: Instant(milliseconds: later), random: low)
            #expect(first < second && first.text.utf8.count == 24)
        }
        #expect(
            RecordID(at: Instant(milliseconds: -5), random: low) == RecordID(at: Instant(milliseconds: 0), random: low))
        #expect(
            RecordID(at: Instant(milliseconds: 0x0102_0304_0506), random: [7, 8, 9, 10, 11, 12, 13]).text
                == "0102030405060708090a0b0c")
    }

    @Test func idsFromOutside() {
        #expect(RecordID("0123456789abcdef01234567") != nil)
        for text in [
            "", "0123456789abcdef0123456", "0123456789abcdef012345678", "0123456789ABCDEF01234567",
            "0123456789abcdef0123456g",
        ] {
            #expect(RecordID(text) == nil)
        }
    }

    @Test func hexadecimal() {
        #expect(Hexadecimal.text([0, 1, 0xAB, 0xFF]) == "0001abff" && Hexadecimal.text([]).isEmpty)
        #expect(Hexadecimal.bytes("0001aBFf") == [0, 1, 0xAB, 0xFF] && Hexadecimal.bytes("") == [])
        for text in ["0", "0g", "0x00", " 00", "é"] { #expect(Hexadecimal.bytes(text) == nil) }
    }
}
