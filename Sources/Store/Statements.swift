package import SQLCore

/// Every statement of the store, prepared at each start: a text that an engine refuses stops the start.
package enum Statements {
    package static let all: [any Statement.Type] = [
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
    ]
}
