import Testing
import WebCore

/// How slowly a body may come.
struct ArrivalPaceTests {
    @Test func aDocumentHasHalfAMinute() {
        #expect(ArrivalPace.document.allows(0, after: 0) && ArrivalPace.document.allows(1, after: 30_000))
        #expect(!ArrivalPace.document.allows(2 << 20, after: 30_001))
    }

    /// After the first minute, 4 KB a second on the average: the largest picture has about 44 minutes, a byte now and then
    /// none.
    @Test func aPictureComesAtAPace() {
        let pace = ArrivalPace.picture
        #expect(pace.allows(0, after: 60_000) && !pace.allows(0, after: 61_000))
        #expect(pace.allows(4_000, after: 61_000) && !pace.allows(3_999, after: 61_000))
        #expect(pace.allows(10 << 20, after: 2_600_000) && !pace.allows(10 << 20, after: 2_700_000))
        #expect(pace.allows(30_000 * 90, after: 90_000), "a slow network")
    }
}
