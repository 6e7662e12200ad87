-- One verdict per claim, with what decided it and what would change it.
--
-- grain: claim_id
--
-- claim_id               the claim
-- verdict                supported, refuted, partly true, depends on the definition, outdated, or not
--                        enough evidence
-- answer                 the verdict as an answer to "is it true?": Yes, No, It depends, Partly, No longer,
--                        Not known, or Not known, points to yes (or to no)
-- undecided              why there is not enough of it: opinion, benchmark (a measurement of speed or
--                        accuracy would decide), no public data, live collection, or better data;
--                        else null
-- decided_at             the moment of claim_evidence that decides it
-- lean                   of one that is not decided: for or against, by what was measured; null for
--                        neither
-- missing                why its tests say nothing, as a code; null where they do
-- tests                  tests with data
-- listed                 tests that would decide
-- waiting                those for whose signal nothing was collected
-- holding                how many hold
-- failing                how many fail
-- inconclusive           how many can say neither
-- parts                  its parts in order, with what each came to: holds, fails, mixed or unknown; null
--                        for a claim without any
-- scorecard              true when several signals decide together and none is primary
-- controls_tried         others that the nearest test that holds was tried on, see claim_control
-- controls_yes           how many of them it says yes to
-- primary_definition_id  definition nearest to the claim's words; null for a scorecard or a fact
-- primary_fact_id        fact nearest to them; null for a scorecard or a definition
-- primary_measured       what it measured; null for no data
-- primary_low            lower end of its interval; null for none
-- primary_high           upper end
-- primary_period_end     day after the last of the period measured
-- primary_shown          the primary measurement in words
-- primary_period         its period in words
-- found_test_id          test whose figure stands for the claim: the primary, or where that has no data
--                        the next in order that has; null for a scorecard or where nothing has
-- found_title            what it counts, in words
-- found_measured         what it measured
-- found_shown            that in words
-- found_period           its period in words
-- measured_least         smallest value that a deciding test measured
-- measured_most          largest value that a deciding test measured
-- claimed                the figure that the article gives, in words; null for words alone
-- accepted               what the claim needs, in words
-- explanation            the verdict in sentences
-- lean_words             where the evidence points, of one that is not decided; null for nowhere
-- would_flip             what would change it
with measured as (
    select
        claim_id,
        min(measured) as measured_least,
        max(measured) as measured_most
    from evidence
    where decides
    group by claim_id
)
select
    ruling.claim_id,
    ruling.verdict,
    verdict_words.answer,
    ruling.undecided,
    ruling.moment as decided_at,
    ruling.lean,
    ruling.missing,
    ruling.tests,
    ruling.listed,
    ruling.waiting,
    ruling.holding,
    ruling.failing,
    ruling.inconclusive,
    ruling.parts,
    ruling.scorecard,
    ruling.controls_tried,
    ruling.controls_yes,
    head.definition_id as primary_definition_id,
    head.fact_id as primary_fact_id,
    head.measured as primary_measured,
    head.low as primary_low,
    head.high as primary_high,
    head.period_end as primary_period_end,
    head_words.shown as primary_shown,
    head_words.period as primary_period,
    verdict_words.found_test_id,
    found.test_title as found_title,
    found.measured as found_measured,
    found_words.shown as found_shown,
    found_words.period as found_period,
    measured.measured_least,
    measured.measured_most,
    region_words.claimed,
    region_words.accepted,
    verdict_words.explanation,
    verdict_words.lean_words,
    verdict_words.would_flip
from ruling
join region_words on region_words.claim_id = ruling.claim_id
join verdict_words on verdict_words.claim_id = ruling.claim_id
left join measured on measured.claim_id = ruling.claim_id
left join evidence as head
    on head.test_id = ruling.primary_test_id and head.moment = ruling.moment
left join evidence_words as head_words
    on head_words.test_id = head.test_id and head_words.moment = head.moment
left join evidence as found
    on found.test_id = verdict_words.found_test_id and found.moment = ruling.moment
left join evidence_words as found_words
    on found_words.test_id = found.test_id and found_words.moment = found.moment
