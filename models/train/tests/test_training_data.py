import pytest

from propensity.errors import InputError
from propensity.survey import Survey
from propensity.training_data import training_data


def test_a_survey_of_few_rows_is_refused(survey):
    with pytest.raises(InputError, match="10 rows"):
        training_data(Survey(survey.rows[:10]))


def test_a_question_nobody_answered_is_refused(survey):
    with pytest.raises(InputError, match="visitsBar"):
        training_data(Survey([{**row, "Bar": ""} for row in survey.rows]))
