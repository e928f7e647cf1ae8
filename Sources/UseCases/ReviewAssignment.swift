package import Domain
internal import SQLCore
internal import Store

extension Registry {
    /// Makes a member the reviewer of a candidate, the caller included, or nobody.
    ///
    /// - Throws: 409 for `revision` when somebody else was faster, 422 for `reviewer` who may not review here.
    package func assignReviewer(
        _ memberID: MemberID?, of recordID: RecordID, expecting revision: Int64, in serviceID: ServiceID,
        by caller: Caller
    ) async throws(Failure) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { [self] work in
            var record = try work.candidate(.recordID(recordID))
            try record.expect(revision)
            guard !record.candidate.isArchived else {
                throw Failure.conflict(field: "isArchived", "An archived candidate is reviewed by nobody.")
            }
            if let memberID {
                guard let account = try Account.find(memberID, in: work.transaction),
                    may(.review, account, in: serviceID)
                else { throw Failure.invalid(field: "reviewer", "This person may not review here.") }
            }
            guard record.reviewer != memberID else { return work.leaveUnchanged() }
            record.reviewer = memberID
            try work.transaction.run(UpdateCandidate(record))
            try work.record(.reviewerAssigned, about: recordID, detail: memberID?.text ?? "")
        }
    }

    /// Members who may review in the service, by name: whom a candidate can be given to, and a list be filtered by. Asks for
    /// `listCandidates`.
    package func possibleReviewers(
        in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [(memberID: MemberID, name: Sensitive<String>)] {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        var members: [(memberID: MemberID, name: Sensitive<String>)] = []
        for account in try accounts(with: .review, in: serviceID) {
            members.append((account.memberID, try member(account.record).name))
        }
        return members.sorted { left, right in
            let names = left.name.withExposed { left in right.name.withExposed { (left, $0) } }
            return names.0 == names.1 ? left.memberID < right.memberID : names.0 < names.1
        }
    }
}
