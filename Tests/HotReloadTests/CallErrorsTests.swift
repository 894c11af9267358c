import Testing

@testable import HotReload

@Suite("Errors logged in a call")
struct CallErrorsTests {
  @Test("The line of a failed call is its reason and is not logged, others are")
  func failed() {
    let errors = CallErrors()
    errors.beginCall()
    #expect(!errors.take("the level is missing"))
    #expect(errors.take("step failed: no such level"))
    let end = errors.endCall(hasFailed: true)
    #expect(end.reason == "no such level" && end.unlogged == nil)
  }

  @Test("A line like that of a failure is logged if the call succeeds")
  func succeeded() {
    let errors = CallErrors()
    errors.beginCall()
    #expect(errors.take("draw failed: not really"))
    let end = errors.endCall(hasFailed: false)
    #expect(end.reason == nil && end.unlogged == "draw failed: not really")
  }

  @Test("The last error is the reason if GameSDK logged none; outside of a call nothing is taken")
  func others() {
    let errors = CallErrors()
    #expect(!errors.take("step failed: x"))
    errors.beginCall()
    #expect(!errors.take("afterReload failed: the list is empty"))
    #expect(errors.endCall(hasFailed: true).reason == "the list is empty")
    errors.beginCall()
    #expect(errors.endCall(hasFailed: true).reason == nil)
  }
}
