import Domain
import TestSupport
import Testing
import UseCases

/// Random reads of a list against a plain array that knows the truth.
struct PageModelTests {
    private struct Row {
        let name: String
        var status: CandidateStatus
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func pagesAreThoseOfAnArray(seed: UInt64) async throws {
        let world = try await World(seed: seed)
        let service = try await world.makeService()
        let caller = try world.caller(await world.makeKey(.metadata, of: service), of: service)
        let random = SeededRandomness(seed)
        var rows: [Row] = []
        var made = 0
        for _ in 0..<400 {
            switch random.below(10) {
            case 0, 1:
                made += 1
                try await world.submit(Person("p\(made)"), to: service)
                rows.append(Row(name: "p\(made)", status: .waiting))
            case 2 where !rows.isEmpty:
                let index = random.below(rows.count)
                try await world.registry.delete(
                    .refID(RefID(rows[index].name)), in: service.serviceID, by: .localOperator)
                rows.remove(at: index)
            case 3, 4:
                guard !rows.isEmpty else { continue }
                try await move(&rows[random.below(rows.count)], world, service, random)
            default:
                try await compare(rows, world, service, caller, random)
            }
        }
    }

    private func move(_ row: inout Row, _ world: World, _ service: Service, _ random: SeededRandomness) async throws {
        let change = [StatusChange.startReview, .approve, .reject, .requestReview, .block, .unblock, .resubmit][
            random.below(7)]
        if change == .resubmit {
            guard row.status != .blocked else { return }
            try await world.submit(Person(row.name), to: service)
            row.status = .waiting
        } else if let candidate = try? await world.change(change, row.name, of: service) {
            row.status = candidate.status
        }
    }

    private func compare(
        _ rows: [Row], _ world: World, _ service: Service, _ caller: Caller, _ random: SeededRandomness
    ) async throws {
        let status: CandidateStatus? = [nil, .waiting, .inreview, .reviewRequested][random.below(4)]
        let matching = rows.filter { status == nil || $0.status == status }.map(\.name)
        let limit = 1 + random.below(6)
        // Mostly the multiples that a reader who goes page by page would ask for.
        var skip = random.below(3) == 0 ? random.below(matching.count + 3) : 0
        repeat {
            let list = try await world.registry.list(
                status: status, skip: skip, limit: limit, in: service.serviceID, by: caller)
            let expected = Array(matching.dropFirst(skip).prefix(limit))
            #expect(
                list.records.map(\.candidate.refID?.text) == expected, "\(status?.rawValue ?? "all") \(skip) \(limit)")
            #expect(list.total == matching.count)
            skip += limit
        } while skip < matching.count
    }
}
