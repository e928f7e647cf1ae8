package import Domain
package import UseCases

/// What the list of services shows of one.
package struct ServiceFigures: Sendable {
    package let name: String
    package let clientID: String
    package let live: Int
    package let archived: Int
    package let keys: Int
    package let lastExtraction: Instant?
    /// Whether there are no figures, because the member has no second factor and the service asks for one.
    package let needsSecondFactor: Bool

    package init(
        name: String, clientID: String, live: Int, archived: Int, keys: Int, lastExtraction: Instant?,
        needsSecondFactor: Bool = false
    ) {
        self.name = name
        self.clientID = clientID
        self.live = live
        self.archived = archived
        self.keys = keys
        self.lastExtraction = lastExtraction
        self.needsSecondFactor = needsSecondFactor
    }

    package init(_ overview: ServiceOverview) {
        self.init(
            name: overview.service.name, clientID: overview.service.clientID.text, live: overview.liveCount,
            archived: overview.archivedCount, keys: overview.keyCount, lastExtraction: overview.lastExtractionAt,
            needsSecondFactor: overview.needsSecondFactor)
    }

    /// Whether every word of the search stands in the name or the client id.
    package func matches(_ search: String) -> Bool {
        let text = (name + " " + clientID).lowercased()
        return search.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
    }
}

/// The order of the list of services, as it stands in the address: `name`, or `-live` for the largest first.
package struct ServiceOrder: Hashable, Sendable {
    package enum Column: String, CaseIterable, Sendable {
        case name
        case clientID = "client-id"
        case live
        case archived
        case keys
        case lastExtraction = "last-extraction"

        package var label: String {
            switch self {
            case .name: "Name"
            case .clientID: "Client id"
            case .live: "Live candidates"
            case .archived: "Archived"
            case .keys: "Keys"
            case .lastExtraction: "Last extraction"
            }
        }

        /// Numbers and times begin with the largest.
        package var beginsDescending: Bool { self != .name && self != .clientID }
        package var isNumber: Bool { self == .live || self == .archived || self == .keys }
    }

    package let column: Column
    package let isDescending: Bool

    /// Takes what stands in an address; anything unknown is the order by name.
    package init(_ text: String) {
        let isDescending = text.hasPrefix("-")
        let column = Column(rawValue: isDescending ? String(text.dropFirst()) : text)
        self.column = column ?? .name
        self.isDescending = column != nil && isDescending
    }

    package var text: String { (isDescending ? "-" : "") + column.rawValue }

    /// What a click on a column's head asks for.
    package func next(for column: Column) -> ServiceOrder {
        let isDescending = column == self.column ? !self.isDescending : column.beginsDescending
        return ServiceOrder((isDescending ? "-" : "") + column.rawValue)
    }

    /// The value of `aria-sort` for a column.
    package func ariaSort(of column: Column) -> String? {
        guard column == self.column else { return nil }
        return isDescending ? "descending" : "ascending"
    }

    /// Equal ones stand by name.
    package func sorted(_ services: [ServiceFigures]) -> [ServiceFigures] {
        services.sorted { left, right in
            if precedes(left, right) { return !isDescending }
            if precedes(right, left) { return isDescending }
            return (left.name.lowercased(), left.clientID) < (right.name.lowercased(), right.clientID)
        }
    }

    private func precedes(_ left: ServiceFigures, _ right: ServiceFigures) -> Bool {
        switch column {
        case .name: left.name.lowercased() < right.name.lowercased()
        case .clientID: left.clientID < right.clientID
        case .live: left.live < right.live
        case .archived: left.archived < right.archived
        case .keys: left.keys < right.keys
        case .lastExtraction:
            left.lastExtraction?.milliseconds ?? .min < right.lastExtraction?.milliseconds ?? .min
        }
    }
}
