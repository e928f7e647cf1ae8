package import Domain
internal import SQLCore
internal import Store

extension Registry {
    /// How many members may approve in the service. Asks for `changeSettings`.
    package func approverCount(in serviceID: ServiceID, by caller: Caller) throws(Failure) -> Int {
        try authorise(.changeSettings, by: caller, in: serviceID)
        return try accounts(with: .approve, in: serviceID).count
    }

    /// Members who have a right in the service at this moment, by a role there or in all services.
    func accounts(with right: Role.Right, in serviceID: ServiceID) throws(Failure) -> [Account] {
        try read { transaction in
            let rows = try Set([serviceID, .house]).flatMap { try transaction.all(MembersOfService($0)) }
            let members = Dictionary(
                rows.map { ($0.record.memberID, $0.record) }, uniquingKeysWith: { first, _ in first })
            return try members.values.map { try Account($0, in: transaction) }
        }.filter { may(right, $0, in: serviceID) }
    }

    /// Whether an account has a right in the service at this moment, and the second factor that the service may ask for.
    func may(_ right: Role.Right, _ account: Account, in serviceID: ServiceID) -> Bool {
        let needsSecondFactor = directory.service(serviceID)?.service.settings.requiresSecondFactor ?? false
        return account.rights(in: serviceID).contains(right) && (!needsSecondFactor || account.record.factor != nil)
    }
}
