with member as (
    select project_id, sum(numerator) as value
    from share
    where definition_id = '{definition}' and rank is not null
        and {periods}
    group by project_id
)
select 1 + count(*) as measured
from member
where value > (select value from member where project_id = '{subject_id}')
