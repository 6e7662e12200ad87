-- Claims per verdict, those without one by what is missing.
select
    verdict,
    undecided,
    count(*) as claims
from claim_verdict
group by all
order by verdict, undecided
