select share
from base_left_out
where
    definition_id = {definition}
    and project_id = {project}
    and period_start = date {start}
    and period_end = date {end}
