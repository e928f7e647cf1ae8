package import SQLCore

/// Every statement of the store, prepared at each start: a text that an engine refuses stops the start.
package enum Statements {
    package static let all: [any Statement.Type] = [
        MemberByID.self, MemberByEmail.self, AnyMember.self, InsertMember.self, UpdateProfile.self,
        UpdatePassword.self, UpdateFactor.self, OfferFactor.self, TouchMember.self, InsertRecoveryCode.self,
        TakeRecoveryCode.self, DeleteRecoveryCodes.self, RecoveryCodeCount.self, MembershipsOfMember.self,
        MembersOfService.self, RoleCount.self, PutMembership.self, DeleteMembership.self, SessionByDigest.self,
        SessionsOfMember.self, InsertSession.self, CountWrongCode.self, TouchSession.self, DeleteSession.self,
        DeleteSessions.self, DeleteRetiredSessions.self, InvitationByDigest.self, InvitationByID.self,
        InvitationsOfService.self, InsertInvitation.self, DeleteInvitation.self, DeleteResets.self,
        DeleteExpiredInvitations.self,
        AllServices.self, ServiceByID.self, InsertService.self, UpdateService.self, NextArrival.self, AdjustTally.self,
        Tallies.self, AllAPIKeys.self, APIKeyByID.self, APIKeysOfService.self, InsertAPIKey.self, UpdateAPIKey.self,
        DeleteAPIKey.self, TouchAPIKey.self, CandidateByRecordID.self, CandidateByRefID.self, InsertCandidate.self,
        UpdateCandidate.self, DeleteCandidate.self, IDsInUse.self, CandidatePage.self, CandidatePageByStatus.self,
        CandidateStanding.self, ArmArchive.self, DueCandidates.self, NextArchive.self, SlotOwners.self,
        LargestSlot.self, SlotsPointedAt.self, PicturesOfCandidate.self,
        PutPicture.self, DeletePictures.self, PictureFilesAfter.self, PutAttributeReview.self, AttributeReviews.self,
        DeleteAttributeReviews.self, DeleteAttributeReview.self, InsertHistoryEvent.self, HistoryOfCandidate.self,
        ForgetHistoryNotes.self,
        InsertExtraction.self, CompleteExtraction.self, ExtractionsOfCandidate.self, InsertErasure.self,
        DeleteErasure.self, PendingErasures.self, SettingValue.self, PutSetting.self, AppliedSteps.self,
        PutKeyDigests.self, AddKeyUse.self, KeyUses.self, CandidatesBefore.self, CandidatesBeforeByStatus.self,
        RetainedCandidates.self, HistoryOfService.self, HistoryByActor.self, HistoryByKind.self,
        ExtractionsOfService.self, ExtractionsOfKey.self, LatestExtractions.self, LastExtraction.self,
        HandoverOf.self, HandoversOfCandidate.self, PutHandover.self, SetHandoverProof.self, ExpiredLeases.self,
        DeleteHandovers.self, DeleteOpenHandovers.self, StuckHandovers.self, ReadyCandidates.self, InsertChange.self,
        ChangesAfter.self,
        ServiceKeyOf.self, InsertServiceKey.self, ReceiverOfferOf.self, PutReceiverOffer.self,
        SubmissionCount.self,
    ]
}
