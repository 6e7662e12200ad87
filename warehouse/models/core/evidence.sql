-- Evidence in codes and numbers, complete: what a row of claim_evidence is worded from.
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- kind            the claim's kind
-- subject         the claim's subject
-- comparator      its comparator; null for none
-- test_id         the test
-- definition_id   the definition; null for a fact
-- fact_id         the fact; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- part            the part of the claim that it decides; null for all of it
-- position        order in the claim's file
-- moment          then, between or now, see claim_window
-- period_start    first day of what was measured; null when there is no data
-- period_end      day after its last; null when there is no data or no end
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- days_off        days between the figures and the claim's date; 0 when they overlap
-- measured        in the claim's measure; null when there is no data
-- low             lower end of its interval; null for none
-- high            upper end
-- value           a fact's own value; of a crossing what it came to, see measurement_crossing
-- missing         null, or why there is no data (see test_gap), or why it says nothing: thin: too few
--                 cases; unread: the fact's citation could not be read; off date: mostly of another
--                 time than the claim's; moving: a total that goes on growing, and was or will be in
--                 the region on another day of the claim's time; together: the figure that stands beside it does not fit the
--                 same definition; yes to all: nearly every other project passes the test as well;
--                 untried: there is no other project to try it on
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- lean            of an inconclusive one: for or against, by the measurement alone; null for neither
-- controls_tried  other projects, and the two exchanged, that the test was tried on with data
-- controls_yes    how many of them it says yes to
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks; null for none
-- decides         true when the verdict counts it
-- undated         true when the claim gives no date
-- per             of a level that is a rate: day, month or year; null for a total
-- subject_name    name of the claim's subject
-- comparator_name  name of its comparator; null for none
-- periods         how many periods of the source were added up; null for no data
-- days            days that they hold
-- widened         true when periods outside the claim's time were added for want of cases
-- bound           at least or at most, where only that is known; null for a measurement
-- numerator       what was counted of the subject
-- denominator     what it was divided by
-- unit            what is counted; null for a fact
-- skewed          true when a known bias of what was counted may put the figure off
select
    seen.* exclude (period_end),
    seen.period_end,
    seen.moment = ruling.moment and seen.role <> 'context' and seen.outcome <> 'no data'
        as decides,
    ruling.undated,
    claim.per,
    subject.name as subject_name,
    comparator.name as comparator_name,
    window_count.periods,
    window_count.days,
    coalesce(window_count.widened, false) as widened,
    window_count.bound,
    window_count.numerator,
    window_count.denominator,
    signal.unit,
    coalesce(window_count.bias_points, 0) > 0
        or coalesce(window_count.bias_factor, 1) > 1
        or coalesce(window_count.own_factor, 1) > 1 as skewed
from evidence_moment as seen
join ruling on ruling.claim_id = seen.claim_id
join claim on claim.claim_id = seen.claim_id
join project as subject on subject.project_id = seen.subject
left join project as comparator on comparator.project_id = seen.comparator
left join definition on definition.definition_id = seen.definition_id
left join signal on signal.signal_id = definition.signal_id
left join window_count
    on window_count.test_id = seen.test_id
    and window_count.moment = seen.moment
    and window_count.part = 'at'
