-- What each test measured at the claim's date (then) and at the newest date (now).
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- test_id         the test: claim_id/definition_id or claim_id/fact_id, with the part between them
-- definition_id   the definition it was measured under; null for a fact
-- fact_id         the fact it was held against; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- part            the part of the claim that it decides; null for all of it
-- position        order of the tests in the claim's file
-- moment          then: the claim's date; now: the last twelve months; of an undated claim then is
--                 the first year in which it can have been written, and between lies between them
-- period_start    first day of what was measured; null when there is no data
-- period_end      day after its last; null when there is no data or no end
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- periods         how many periods of the source were added up; null when there is no data
-- widened         true when periods outside the claim's time were added for want of cases
-- days_off        days between the figures and the claim's date; 0 when they overlap
-- missing         why there is no data, or why it says nothing, as a code; null for neither
-- measured        in the claim's measure: share or change as a fraction (a year, for a slope),
--                 ratio, factor, level, place, date as a year with fraction; a property: 1 or 0
-- low             lower end of its interval; null for none
-- high            upper end
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- lean            of an inconclusive one: for or against, by the measurement alone; null for neither
-- decides         true when the verdict counts it
-- controls_tried  others that the same test was tried on with data, see claim_control
-- controls_yes    how many of them it says yes to
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks: breaks, precision, coverage; null for none
-- period          the period in words
-- shown           the measurement in words
-- interval_shown  its interval in words; null for none
-- remark          why it says nothing, or less than it seems to, in words; null for neither
-- locators        where its figures were read: repository@commit:path, pages, recorded answers; a
--                 bracketing total is found in latest_observation, on the date that the flags name
-- sql             query that recomputes `measured` on this file
select
    seen.claim_id,
    seen.test_id,
    seen.definition_id,
    seen.fact_id,
    seen.test_title,
    seen.role,
    seen.part,
    seen.position,
    seen.moment,
    seen.period_start,
    seen.period_end,
    seen.baseline_start,
    seen.baseline_end,
    seen.periods,
    seen.widened,
    seen.days_off,
    seen.missing,
    seen.measured,
    seen.low,
    seen.high,
    seen.accepted_low,
    seen.accepted_high,
    seen.gap,
    seen.outcome,
    seen.lean,
    seen.decides,
    seen.controls_tried,
    seen.controls_yes,
    seen.quality,
    seen.flags,
    words.period,
    words.shown,
    words.interval_shown,
    words.remark,
    origin.locators,
    query.sql
from evidence as seen
left join evidence_words as words on words.test_id = seen.test_id and words.moment = seen.moment
left join evidence_query as query on query.test_id = seen.test_id and query.moment = seen.moment
left join evidence_origin as origin
    on origin.test_id = seen.test_id and origin.moment = seen.moment
