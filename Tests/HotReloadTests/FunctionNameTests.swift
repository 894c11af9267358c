import Testing

@testable import HotReload

/// The symbols are the compiler's, of debug and optimised images.
@Suite("Function names")
struct FunctionNameTests {
  @Test(
    "A symbol has the name that the function has in the source",
    arguments: [
      ("$s4Game6CinderV4stepyyF", "Cinder.step"),
      ("$s4Game6CinderV4makeACyFZ", "Cinder.make"),
      ("$s4Game6CinderV5InnerV4pokeyyF", "Cinder.Inner.poke"),
      ("$s4Game6CinderV4ModeO3runSiyF", "Cinder.Mode.run"),
      ("$s4Game6CinderV6hidden33_F96B7F6F7776F5A97C518709F9DCA680LLyS2iF", "Cinder.hidden"),
      ("$s4Game5Local33_F96B7F6F7776F5A97C518709F9DCA680LLV4DeepV2goyyF", "Local.Deep.go"),
      ("$s4Game4free33_F96B7F6F7776F5A97C518709F9DCA680LLyS2iF", "free"),
      ("$s4Game4BossCfd", "Boss.deinit"),
      ("$s4Game4BossC2hpSivW", "Boss.hp.didset"),
      ("plain_c_function", "plain_c_function"),
    ])
  func names(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }

  @Test(
    "A member of an extension of a C type keeps its name",
    arguments: [
      ("$sSo5WorldV4GameE10stepPlayeryyF", "World.stepPlayer"),
      ("$sSo6PlayerV4GameE4moveyySfF", "Player.move"),
      ("$sSo5WorldV4GameE11privateStep33_F96B7F6F7776F5A97C518709F9DCA680LLyySiF", "World.privateStep"),
      ("$sSo5WorldV4GameE6healthSivg", "World.health.getter"),
      ("$sSo5WorldV4GameE6healthSivM.resume.0", "World.health.modify"),
      ("$sSo5WorldV4GameE6secret33_F96B7F6F7776F5A97C518709F9DCA680LLSivs", "World.secret.setter"),
      ("$sSo5WorldV4GameEyS2icig", "World.subscript.getter"),
      ("$sSo5WorldV4GameE4hitsABs5Int32V_tcfC", "World.init"),
      ("$sSo5WorldV4GameE5freshAByFZ", "World.fresh"),
      ("$sSo5WorldV4GameE1loiySbAB_ABtFZ", "World.<"),
      ("$sSo5WorldV4GameE2eeoiySbAB_ABtFZ", "World.=="),
      ("$sSo5WorldV4GameE8throwingSiyAC4OopsVYKF", "World.throwing"),
      ("$sSo5WorldV4GameE6asyncySiyYaFTY0_", "World.asyncy"),
      ("$sSo5WorldV4GameE3HitV6strikeyS2iF", "World.Hit.strike"),
      ("$sSo5WorldV4GameE4each33_F96B7F6F7776F5A97C518709F9DCA680LLySixAC5ThingRzlF", "World.each"),
      ("$sSa4GameSiRszlE5totalSiyF", "Array.total"),
      ("$s4Game5ThingPAAE6helperyS2iF", "Thing.helper"),
    ])
  func extensions(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }

  @Test(
    "Operators are not mistaken for brackets",
    arguments: [
      ("$s4Game3lpgoiySiAA6CinderV_SitF", "<+>"), ("$s4Game6CinderV1poiyA2C_ACtFZ", "Cinder.+"),
      ("$s4Game6CinderV1poiyA2C_ACtFZTf4nxd_g", "Cinder.+"),
    ])
  func operators(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }

  @Test(
    "A closure or local function is named by what it is in",
    arguments: [
      ("$sSo5WorldV4GameE10stepPlayer2atySi_tFySiXEfU_", "closure in World.stepPlayer"),
      ("$sSo5WorldV4GameE10stepPlayer2atySi_tFySiXEfU_TA", "closure in World.stepPlayer"),
      ("$sSo5WorldV4GameE6nestedyyF5innerL_yS2iF", "inner in World.nested"),
      ("$sSo5WorldV4GameE6nestedyyF5innerL_yS2iFS2icfU_", "closure in inner in World.nested"),
      ("$s4Game6CinderV5tableSaySiGvgAEyXEfU_S2iXEfU_", "closure in Cinder.table.getter"),
      ("$s4Game11globalTableSaySiGvpfiS2iXEfU_", "closure in globalTable"),
      ("$s4Game11globalTable_WZ", "globalTable"),
      ("$s4Game5ThingPAAE6helperyS2iFS2iXEfU_AA6CinderV_TG5", "closure in Thing.helper"),
    ])
  func closures(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }

  @Test(
    "What the optimiser made of a function has the function's name",
    arguments: [
      ("$s4Game6CinderV10callHiddenyS2iFTf4nd_n", "Cinder.callHidden"),
      ("$s4Game5ThingPAAE6helperyS2iFAA6CinderV_Tg5Tf4nd_n", "Thing.helper"),
      (
        "$sSo5WorldV4GameE4each33_AE7F52BC16BFCA019C49B227EDBE2B91LLySixAC5ThingRzlFAC6CinderV_Tg5",
        "World.each"
      ),
      ("$sSo5WorldV4GameE1loiySbAB_ABtFZTf4nnd_nTf4xx_n", "World.<"),
      (
        "$s4Game6CinderV4step_2byySo5WorldVz_S2iXEtF36$s4Game07hotloopA0s5Int32VyFS2iXEfU_Tf1ncn_n",
        "Cinder.step"
      ),
      ("$s4Game6CinderVAA5ThingA2aDP3actyS2iFTW", "Thing.act"),
      (
        "$sSlsE3mapySayqd__Gqd__7ElementQzqd_0_YKXEqd_0_YKs5ErrorRd_0_r0_lFSaySiG_Sis5NeverOTg5",
        "Collection.map"
      ),
    ])
  func optimised(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }
}
