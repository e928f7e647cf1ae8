import Console
import Domain
import Testing

@Suite("The list of services")
struct ServiceListTests {
    private static let services = [
        ServiceFigures(
            name: "Ätna", clientID: "atna_00001", live: 3, archived: 10, keys: 1,
            lastExtraction: Instant(milliseconds: 2000)),
        ServiceFigures(name: "bank", clientID: "bank_00002", live: 20, archived: 0, keys: 0, lastExtraction: nil),
        ServiceFigures(
            name: "Acme Exchange", clientID: "zeta_00003", live: 3, archived: 2, keys: 4,
            lastExtraction: Instant(milliseconds: 9000)),
    ]

    private static func names(_ order: String) -> [String] {
        ServiceOrder(order).sorted(services).map(\.name)
    }

    @Test(
        "every column sorts both ways; equal ones stand by name",
        arguments: [
            ("name", ["Acme Exchange", "bank", "Ätna"]), ("-name", ["Ätna", "bank", "Acme Exchange"]),
            ("client-id", ["Ätna", "bank", "Acme Exchange"]), ("-client-id", ["Acme Exchange", "bank", "Ätna"]),
            ("live", ["Acme Exchange", "Ätna", "bank"]), ("-live", ["bank", "Acme Exchange", "Ätna"]),
            ("archived", ["bank", "Acme Exchange", "Ätna"]), ("-archived", ["Ätna", "Acme Exchange", "bank"]),
            ("keys", ["bank", "Ätna", "Acme Exchange"]), ("-keys", ["Acme Exchange", "Ätna", "bank"]),
            ("last-extraction", ["bank", "Ätna", "Acme Exchange"]),
            ("-last-extraction", ["Acme Exchange", "Ätna", "bank"]),
        ])
    func sorts(_ order: String, _ names: [String]) {
        #expect(Self.names(order) == names)
    }

    @Test(
        "what an address can't mean is the order by name", arguments: ["", "-", "size", "-size", "name,keys", "--live"])
    func unknownOrder(_ text: String) {
        #expect(ServiceOrder(text) == ServiceOrder("name"))
    }

    @Test("a click on a head sorts by it, the next one turns it round; numbers begin with the largest")
    func next() {
        #expect(ServiceOrder("name").next(for: .live).text == "-live")
        #expect(ServiceOrder("-live").next(for: .live).text == "live")
        #expect(ServiceOrder("live").next(for: .name).text == "name")
        #expect(ServiceOrder("name").next(for: .name).text == "-name")
        #expect(ServiceOrder("-keys").ariaSort(of: .keys) == "descending")
        #expect(ServiceOrder("keys").ariaSort(of: .keys) == "ascending")
        #expect(ServiceOrder("keys").ariaSort(of: .name) == nil)
    }

    @Test(
        "a search finds words in name and client id, whatever their case",
        arguments: [
            ("", 3), ("ACME", 1), ("exchange acme", 1), ("bank_00002", 1), ("0000", 3), ("ätna", 1), ("ÄTNA", 1),
            ("acme bank", 0), ("%", 0),
        ])
    func search(_ text: String, _ count: Int) {
        #expect(Self.services.filter { $0.matches(text) }.count == count)
    }

    @Test("numbers have commas between thousands, and a noun that fits")
    func figures() {
        #expect(Figures.text(0) == "0")
        #expect(Figures.text(999) == "999")
        #expect(Figures.text(1000) == "1,000")
        #expect(Figures.text(-12_345_678) == "−12,345,678")
        #expect(Figures.count(1, "key") == "1 key")
        #expect(Figures.count(0, "key") == "0 keys")
        #expect(Figures.count(100_000, "candidate") == "100,000 candidates")
    }
}
