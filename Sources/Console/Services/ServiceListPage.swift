internal import Domain
internal import UseCases

/// `services-list.mustache`
struct ServiceListPage: PageModel {
    /// A head of the table, which is a link to the order by its column.
    struct Column: Sendable {
        let label: String
        let href: String
        let ariaSort: String?
        let isNumber: Bool
    }

    struct Row: Sendable {
        let name: String
        let clientId: String
        let href: String
        let live: String
        let archived: String
        let keys: String
        let lastExtraction: TimeCell?
        let needsSecondFactor: Bool
    }

    let frame: PageFrame
    let search: String
    /// The order that the search keeps.
    let sort: String
    let columns: [Column]
    let rows: [Row]
    let count: String
    let isEmpty: Bool
    let isNothingFound: Bool
    let mayAdd: Bool
    let dialog: AddServiceDialog?

    init(
        frame: PageFrame, services: [ServiceFigures], search: String, order: ServiceOrder, mayAdd: Bool, now: Instant,
        dialog: AddServiceDialog?
    ) {
        self.frame = frame
        self.search = search
        sort = order == ServiceOrder("name") ? "" : order.text
        columns = ServiceOrder.Column.allCases.map { column in
            Column(
                label: column.label,
                href: PageAddress.text("/services", [("q", search), ("sort", order.next(for: column).text)]),
                ariaSort: order.ariaSort(of: column), isNumber: column.isNumber)
        }
        rows = order.sorted(services.filter { $0.matches(search) }).map { service in
            Row(
                name: service.name, clientId: service.clientID, href: "/services/\(service.clientID)",
                live: Figures.text(service.live), archived: Figures.text(service.archived),
                keys: Figures.text(service.keys),
                lastExtraction: service.lastExtraction.map { TimeCell($0, now: now) },
                needsSecondFactor: service.needsSecondFactor)
        }
        count = Figures.count(rows.count, "service")
        isEmpty = services.isEmpty
        isNothingFound = rows.isEmpty && !services.isEmpty
        self.mayAdd = mayAdd
        self.dialog = dialog
    }
}

/// The dialog Add service: the name, then the name with a client id.
struct AddServiceDialog: Sendable {
    var name = ""
    var clientId = ""
    /// Whether a client id was proposed, so that the next step makes the service.
    var isProposed = false
    var problems = Problems()

    /// Reads a client id; `nil` when none was typed, so that one is proposed.
    static func clientID(_ typed: String) throws(Failure) -> ClientID? {
        guard !typed.isEmpty else { return nil }
        // Its pages would lie where this very dialog lies.
        guard typed != "new" else {
            throw .invalid(field: "clientId", "This word is the console’s own. Choose another.")
        }
        return try ClientID(typed)
    }

    /// Holds the name against the rules of a service before a client id is made of it.
    static func check(_ name: String) throws(Failure) {
        _ = try Service(
            serviceID: .house, clientID: ClientID(stored: "example"), name: name, settings: ServiceSettings(),
            createdAt: Instant(milliseconds: 0)
        ).checked()
    }
}
