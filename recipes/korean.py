"""Korean of the cards: each English sentence of theirs that visitors read, and its translation."""

from typing import Any, Final

_TEN: Final = "그런 사물이 화면을 채운 작은 사진에서 열 가지만 알고, 다른 사진에도 그 열 가지 중 하나로 답해요."
_OF_500: Final = "열 가지 클래스의 Tiny ImageNet 검증 사진 500장을 64픽셀에서 224픽셀로 키운 것"

SENTENCES: Final = {
    "Knows ten things, in small pictures that they fill; gives one of the ten for anything else.": _TEN,
    "Knows ten things, in pictures of 32×32 that they fill; gives one of the ten for anything else.": _TEN,
    "Much weaker than a convolutional network of its size, on purpose. Knows ten things, in pictures of 32×32 that "
    "they fill; gives one of the ten for anything else.": (
        f"같은 크기의 합성곱 신경망보다 훨씬 약해요. 일부러 그렇게 두었어요. {_TEN}"
    ),
    "Knows single digits, bright on dark, that fill most of the picture; gives one of the ten for anything else.": (
        "어두운 바탕에 밝게 쓴, 화면을 거의 채우는 숫자 한 자만 알고, 다른 그림에도 열 숫자 중 하나로 답해요."
    ),
    "Gets about one of five photos wrong. Knows five flowers; gives one of the five for anything else.": (
        "사진 다섯 장 중 한 장쯤 틀려요. 다섯 가지 꽃만 알고, 다른 사진에도 그중 하나로 답해요."
    ),
    "It knows photographs of ImageNet's classes only, people are none of them, and it always names one. The pictures "
    "that measured it come from ImageNet too, so the network may have learnt from some of them.": (
        "ImageNet 클래스의 사진만 알고(사람은 없어요), 언제나 그중 하나로 답해요. "
        "정확도를 잰 사진도 ImageNet에서 온 것이라, 신경망이 그중 일부를 학습했을 수도 있어요."
    ),
    "Colour, 64×64, divided by 255.": "컬러, 64×64, 255로 나눔.",
    "Colour, 32×32, divided by 255.": "컬러, 32×32, 255로 나눔.",
    "Grey, 28×28, white strokes on black, divided by 255.": "흑백, 28×28, 검은 바탕에 흰 획, 255로 나눔.",
    "Colour, the central square, 180×180, 0 … 255; the network divides by 255 itself.": (
        "컬러, 가운데 정사각형, 180×180, 0…255. 255로 나누는 것은 신경망이 직접 해요."
    ),
    "The network takes bytes in [0, 255] and computes (byte - 127) / 128 itself.": (
        "0…255의 값을 받아 (값 − 127) / 128을 신경망이 직접 계산해요."
    ),
    "Tiny ImageNet, ten classes": "Tiny ImageNet, 열 가지 클래스",
    "TensorFlow's flower photos": "텐서플로 꽃 사진",
    "ImageNet (ILSVRC 2012), 1,000 classes": "ImageNet(ILSVRC 2012), 1,000개 클래스",
    "the official one: 500 pictures of each class to learn from, 50 to measure with": (
        "공식 분할: 클래스마다 학습용 500장, 측정용 50장"
    ),
    "45,000 of the training pictures to learn from, 5,000 held out (in proportion, seed 30); the test pictures apart": (
        "훈련 사진 중 45,000장으로 학습, 5,000장은 따로 남김(클래스 비율 유지, 시드 30). 시험 사진은 별도"
    ),
    "the official one: 60,000 pictures to learn from, 10,000 test pictures": (
        "공식 분할: 학습용 60,000장, 시험용 10,000장"
    ),
    "80 % to learn from, 20 % held out (in proportion, seed 40); the photo that stands in two classes left out, "
    "identical photos on one side": (
        "80 %로 학습, 20 %는 따로 남김(클래스 비율 유지, 시드 40). "
        "두 클래스에 있는 사진은 빼고, 똑같은 사진들은 같은 쪽에 둠"
    ),
    "trained by Google on ImageNet's 1.28 million training pictures": "구글이 ImageNet 훈련 사진 128만 장으로 학습",
    "ImageNet's terms: non-commercial research and teaching": "ImageNet 약관: 비영리 연구와 교육",
    "none stated; free for research and teaching (Krizhevsky 2009)": (
        "명시된 것 없음. 연구와 교육에 자유롭게 사용(Krizhevsky 2009)"
    ),
    "ImageNet's pictures: non-commercial research and teaching; none of them is here": (
        "ImageNet 사진: 비영리 연구와 교육. 여기에는 한 장도 들어 있지 않음"
    ),
    "the 500 official validation pictures of the ten classes": "열 가지 클래스의 공식 검증 사진 500장",
    "the first 1,000 of CIFAR-10's test pictures": "CIFAR-10 시험 사진 중 처음 1,000장",
    "5,000 held-out training pictures of CIFAR-10": "CIFAR-10 훈련 사진 중 따로 남긴 5,000장",
    "MNIST's 10,000 test pictures": "MNIST 시험 사진 10,000장",
    "the held-out 20 % of the flower photos": "꽃 사진 중 따로 남긴 20 %",
    "the held-out pictures of the other networks' classes (digits, flowers, small photos of things and animals) and "
    "scikit-image's photographs": (
        "다른 신경망들의 클래스에서 따로 남긴 사진(숫자, 꽃, 사물과 동물의 작은 사진)과 scikit-image의 사진"
    ),
    "Tiny ImageNet's 500 validation pictures of ten classes, enlarged from 64 to 224 pixels; these ten classes "
    "compared": f"{_OF_500}, 이 열 가지 클래스끼리만 비교",
    "Tiny ImageNet's 500 validation pictures of ten classes, enlarged from 64 to 224 pixels; all 1,000 classes "
    "compared": f"{_OF_500}, 1,000개 클래스 전부와 비교",
}


def sentences(card: dict[str, Any]) -> list[str]:
    """List what visitors read in a card and what is no name.

    Args:
        card: with the keys of ``cnn_core.model_store.cards.Card``.
    """
    data = card["data"]
    measured = [card["accuracy"], *card.get("further_accuracies", ())]
    return [
        card["limits"],
        card["preprocessing"],
        data["name"],
        data["split"],
        data["licence"],
        *(one["on"] for one in measured),
        *([card["refusal"]["on"]] if card.get("refusal") else []),
    ]


def korean(card: dict[str, Any]) -> dict[str, str]:
    """The card's entry of this name: its English sentences → Korean, without names, which are the same in both."""
    return {sentence: SENTENCES[sentence] for sentence in sentences(card) if sentence in SENTENCES}
